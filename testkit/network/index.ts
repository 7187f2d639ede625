import { type Fuzz, fuzzOf } from '../oracles/run-subject.ts';
import { calicoSelector } from './subjects/calico-selector.ts';
import { cilium } from './subjects/cilium.ts';
import { engineSubjects } from './subjects/engine.ts';
import { networkPolicy } from './subjects/network-policy.ts';

/** What network policies mean: the reference against upstream's evaluators, and the engine against the reference. */
export const networkSubjects: readonly Fuzz[] = [
  fuzzOf(networkPolicy),
  fuzzOf(cilium),
  fuzzOf(calicoSelector),
  ...engineSubjects.map((subject) => fuzzOf(subject)),
];
