import { dump } from 'js-yaml';
import { type Cluster, type ClusterObject, sourceOfTruthOf } from '../../../cluster/index.ts';
import { type IndexedBinding, type Subject, subjectKey, writtenSubject } from '../../../identity/index.ts';
import { quotedWord } from '../../../report/index.ts';

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
 * has.
 */
export function removalOf(binding: IndexedBinding, subject: Subject): { apply: string; undo: string } {
  if (binding.outside !== undefined) return binding.outside;
  const target = kubectlTarget(binding.object);
  const places = binding.subjects
    .filter((each) => subjectKey(each.subject) === subjectKey(subject))
    .map(({ index }) => index);
  const all = places.length === binding.subjects.length;
  if (!all) {
    // From the last to the first, so that no removal moves the next one.
    const removals = places.toReversed().flatMap((index) => [
      { op: 'test', path: `/subjects/${index}/name`, value: subject.name },
      { op: 'remove', path: `/subjects/${index}` },
    ]);
    return {
      apply: `kubectl patch ${target} --type json -p ${quotedWord(JSON.stringify(removals))}`,
      undo: `kubectl patch ${target} --type json -p ${quotedWord(JSON.stringify([{ op: 'add', path: '/subjects/-', value: writtenSubject(subject) }]))}`,
    };
  }
  const role = `--${binding.role.kind === 'Role' ? 'role' : 'clusterrole'}=${quotedWord(binding.role.name)}`;
  const subjects = [...new Set(binding.subjects.map((each) => subjectFlag(each.subject)))].join(' ');
  return { apply: `kubectl delete ${target}`, undo: `kubectl create ${target} ${role} ${subjects}` };
}

/** A binding as a person would write it; undefined where no object of the cluster grants it. */
export function bindingYaml({ outside, object }: IndexedBinding): string | undefined {
  if (outside !== undefined) return undefined;
  const { apiVersion, kind, metadata, roleRef, subjects } = object.body;
  const { name, namespace, labels } = metadata;
  const written = { apiVersion, kind, metadata: { name, namespace, labels }, roleRef, subjects };
  return dump(written, { lineWidth: 120, noRefs: true, skipInvalid: true });
}

function subjectFlag(subject: Subject): string {
  if (subject.kind === 'ServiceAccount')
    return `--serviceaccount=${quotedWord(`${subject.namespace}:${subject.name}`)}`;
  return `--${subject.kind === 'User' ? 'user' : 'group'}=${quotedWord(subject.name)}`;
}
