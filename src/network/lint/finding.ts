import type { ClusterObject, FieldPath } from '../../cluster/index.ts';
import type { LintRuleId } from './lint-rules.ts';

/** Something that a rule found in a policy. */
export interface Lint {
  readonly rule: LintRuleId;
  /** Absent where it is about all policies. */
  readonly object?: ClusterObject;
  /** Where in the object. */
  readonly path: FieldPath;
  /** What was found, as a sentence. */
  readonly message: string;
}

/** The way to a rule in its object: `['spec', 'ingress', 0]` of `ingress[0]`. */
export function pathOfPlace(place: string): FieldPath {
  const [, field = '', index = ''] = /^(\w+)\[(\d+)\]$/.exec(place) ?? [];
  return field === '' ? ['spec'] : ['spec', field, Number(index)];
}
