import { networkSubjects } from '../../network/index.ts';
import { type Fuzz, fuzzOf } from '../run-subject.ts';
import { cel } from './cel.ts';
import { celCost } from './cel-cost.ts';
import { namespaceLabels } from './namespace-labels.ts';
import { podSecurity } from './pod-security.ts';
import { quantity } from './quantity.ts';
import { rbac } from './rbac.ts';
import { selector } from './selector.ts';

/** Everything that `scripts/fuzz.ts` knows. A new comparison with upstream is one file here and one line. */
export const fuzzes: readonly Fuzz[] = [
  fuzzOf(podSecurity),
  fuzzOf(namespaceLabels),
  fuzzOf(selector),
  fuzzOf(quantity),
  fuzzOf(rbac),
  fuzzOf(cel),
  fuzzOf(celCost),
  ...networkSubjects,
];
