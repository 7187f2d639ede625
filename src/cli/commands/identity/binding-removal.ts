import { dump } from 'js-yaml';
import { type Cluster, type ClusterObject, sourceOfTruthOf } from '../../../cluster/index.ts';
import {
  formatSubject,
  type IndexedBinding,
  rbacGroup,
  type Subject,
  subjectKey,
  writtenSubject,
} from '../../../identity/index.ts';
import { listed, quotedWord } from '../../../report/index.ts';

/** Where a change of an object has to be made so that it lasts; undefined where the cluster is the place. */
export function lastingPlace(cluster: Cluster, object: ClusterObject): string | undefined {
  const { kind, reverts, changeAt } = sourceOfTruthOf(cluster, object);
  if (kind === 'file') return `It is written in ${changeAt}`;
  return reverts || kind === 'helm' ? changeAt : undefined;
}

/** An object in a kubectl command: `rolebinding ci-bot -n ci`. */
export function kubectlTarget({
  kind,
  name,
  namespace,
}: {
  readonly kind: string;
  readonly name: string;
  /** Empty for what belongs to none. */
  readonly namespace: string;
}): string {
  return `${kind.toLowerCase()} ${quotedWord(name)}${namespace === '' ? '' : ` -n ${quotedWord(namespace)}`}`;
}

/**
 * The commands that take a subject out of a binding and give it back: the binding is deleted where the subject is all it
 * has. Where others are to be `gone` from it before, they are written for what is left then, and do nothing otherwise.
 */
export function removalOf(
  binding: IndexedBinding,
  subject: Subject,
  gone: readonly Subject[] = [],
): { apply: string; undo: string } {
  if (binding.outside !== undefined) return binding.outside;
  const target = kubectlTarget(binding.object);
  const before = listedSubjects(binding, gone);
  const isMeant = ({ subject: each }: ListedSubject) =>
    each !== undefined && subjectKey(each) === subjectKey(subject);
  const after =
    gone.length === 0 ? '' : `   # after what is above takes ${listed(gone.map(formatSubject))} out of it`;
  if (!before.every(isMeant)) {
    // From the last to the first, so that no removal moves the next one.
    const removals = [...before.entries()]
      .toReversed()
      .filter(([, each]) => isMeant(each))
      .flatMap(([index, { stored }]) => [
        { op: 'test', path: `/subjects/${index}/name`, value: stored['name'] },
        { op: 'remove', path: `/subjects/${index}` },
      ]);
    return {
      apply: `${patchCommand(target, removals)}${after}`,
      undo: patchCommand(target, [{ op: 'add', path: '/subjects/-', value: writtenSubject(subject) }]),
    };
  }
  const role = `--${binding.role.kind === 'Role' ? 'role' : 'clusterrole'}=${quotedWord(binding.role.name)}`;
  const subjects = [...new Set(before.flatMap((each) => each.subject ?? []).map(subjectFlag))].join(' ');
  // Who is not gone yet would lose their rights with the binding.
  const alone = before.map(({ stored }) => stored);
  const guard =
    gone.length === 0 ? '' : `${patchCommand(target, [{ op: 'test', path: '/subjects', value: alone }])} && `;
  return {
    apply: `${guard}kubectl delete ${target}${after}`,
    undo: `kubectl create ${target} ${role} ${subjects}`,
  };
}

/** A binding as a person would write it, without who is gone; undefined where no object of the cluster grants it. */
export function bindingYaml(binding: IndexedBinding, gone: readonly Subject[] = []): string | undefined {
  if (binding.outside !== undefined) return undefined;
  const { apiVersion, kind, metadata, roleRef, subjects: all } = binding.object.body;
  const { name, namespace, labels } = metadata;
  const subjects = gone.length === 0 ? all : listedSubjects(binding, gone).map(({ stored }) => stored);
  const written = { apiVersion, kind, metadata: { name, namespace, labels }, roleRef, subjects };
  return dump(written, { lineWidth: 120, noRefs: true, skipInvalid: true });
}

interface ListedSubject {
  /** Undefined where the entry is no subject. */
  readonly subject: Subject | undefined;
  /** The entry as the API server has it, which adds the group of a user and of a group. */
  readonly stored: Readonly<Record<string, unknown>>;
}

/** The entries in `subjects` of a binding, in their order, without those of whoever is gone. */
function listedSubjects({ object, subjects }: IndexedBinding, gone: readonly Subject[]): ListedSubject[] {
  const keys = new Set(gone.map(subjectKey));
  const entries = object.body['subjects'];
  return (Array.isArray(entries) ? (entries as readonly Record<string, unknown>[]) : [])
    .map((entry, place) => ({
      subject: subjects.find(({ index }) => index === place)?.subject,
      stored: entry['kind'] === 'ServiceAccount' ? entry : { apiGroup: rbacGroup, ...entry },
    }))
    .filter(({ subject }) => subject === undefined || !keys.has(subjectKey(subject)));
}

function patchCommand(target: string, operations: readonly object[]): string {
  return `kubectl patch ${target} --type json -p ${quotedWord(JSON.stringify(operations))}`;
}

function subjectFlag(subject: Subject): string {
  if (subject.kind === 'ServiceAccount')
    return `--serviceaccount=${quotedWord(`${subject.namespace}:${subject.name}`)}`;
  return `--${subject.kind === 'User' ? 'user' : 'group'}=${quotedWord(subject.name)}`;
}
