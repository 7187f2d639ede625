import { capitalised } from '../../../cluster/index.ts';
import {
  formatBinding,
  type IndexedBinding,
  type StandingPower,
  type Subject,
} from '../../../identity/index.ts';
import { listed } from '../../../report/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import { bindingYaml, lastingPlace, removalOf } from './binding-removal.ts';
import type { Candidate, Gone } from './change.ts';

export interface Removal {
  readonly subject: Subject;
  /** All that have to let go of the subject. */
  readonly bindings: readonly IndexedBinding[];
  /** A sentence without its capital and its full stop. */
  readonly why: string;
  readonly breaks: string | undefined;
}

/** The change that takes a subject out of bindings; none where there is no binding to take it out of. */
export function removalChange(
  { cluster }: AuditedCluster['access'],
  { subject, bindings, why, breaks }: Removal,
): Candidate[] {
  if (bindings.length === 0) return [];
  const change = (gone: Gone) => {
    const removals = bindings.map((binding) => removalOf(binding, subject, gone.get(binding)));
    const yaml = bindings.flatMap((binding) => bindingYaml(binding, gone.get(binding)) ?? []);
    const places = new Set(bindings.flatMap((binding) => lastingPlace(cluster, binding.object) ?? []));
    return {
      why: capitalised(why),
      apply: removals.map(({ apply }) => apply).join('\n'),
      undo: removals.map(({ undo }) => undo).join('\n'),
      yaml: yaml.length === 0 ? undefined : yaml.join('---\n'),
      breaks,
      lasting: places.size === 0 ? undefined : [...places].map((each) => each.replace(/\.$/, '')).join('. '),
    };
  };
  return [{ subject, bindings, change }];
}

/** The change that ends a standing power: all bindings that give it, and what others leave of it. */
export function powerRemoval(
  access: AuditedCluster['access'],
  { subject, nature, cut, remains }: StandingPower,
  { why, breaks }: Pick<Removal, 'why' | 'breaks'>,
): Candidate[] {
  const many = cut.length > 1 ? `, by ${cut.length} bindings that all have to go` : '';
  const left =
    remains === undefined
      ? ''
      : `; then ${pronoun({ subject, nature })} still may ${remains.what}, by ${listed(remains.bindings.map(formatBinding))}`;
  return removalChange(access, { subject, bindings: cut, why: `${why}${many}${left}`, breaks });
}

/** A person is no thing. */
export function pronoun({ subject, nature }: Pick<StandingPower, 'subject' | 'nature'>): string {
  return subject.kind === 'User' && nature === 'human' ? 'they' : 'it';
}
