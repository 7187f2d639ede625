import type { Cluster, ClusterObject, LabelSelector, LabelSelectorRequirement } from '../../cluster/index.ts';
import { compileSelector } from '../../cluster/index.ts';
import { missingObject } from '../missing-object.ts';
import type { UnknownReason } from '../result.ts';
import { namespaceNameLabel } from './admission-request.ts';

/** What is known of the namespaces that objects live in. */
export interface NamespaceFacts {
  /** Whether a selector selects a namespace, or why that is not known. */
  selects(selector: LabelSelector, namespace: string): boolean | UnknownReason;
  /** The variable `namespaceObject`, or why it is not known. */
  variable(namespace: string): { readonly value: object } | UnknownReason;
}

/**
 * @param given Namespaces that stand beside the policies; they come before those of the cluster
 */
export function namespaceFacts(cluster: Cluster, given: readonly ClusterObject[] = []): NamespaceFacts {
  const byName = new Map(given.map((namespace) => [namespace.name, namespace]));
  const find = (name: string) =>
    byName.get(name) ?? cluster.find({ group: '', kind: 'Namespace', namespace: '', name });
  const why = (name: string): UnknownReason => {
    const message = `Namespace ${name} is not among what was read, and the policy needs it`;
    return missingObject(message, cluster.knowledgeOf('', 'Namespace'));
  };
  return {
    selects(selector, name) {
      const found = find(name);
      const own = { [namespaceNameLabel]: name };
      if (found !== undefined) return compileSelector(selector)({ ...found.body.metadata.labels, ...own });
      return selectsByName(selector, own) ?? why(name);
    },
    variable(name) {
      const found = find(name);
      return found === undefined ? why(name) : { value: namespaceVariable(found) };
    },
  };
}

/** Its name is a label that every namespace has: a selector over that alone needs no Namespace object. */
function selectsByName(selector: LabelSelector, own: Readonly<Record<string, string>>): boolean | undefined {
  const terms: LabelSelectorRequirement[] = [
    ...Object.entries(selector.matchLabels ?? {}).map(
      ([key, value]): LabelSelectorRequirement => ({ key, operator: 'In', values: [value] }),
    ),
    ...(selector.matchExpressions ?? []),
  ];
  const answers = terms.map((term) =>
    term.key === namespaceNameLabel ? compileSelector({ matchExpressions: [term] })(own) : undefined,
  );
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

/** The fields that the API server shows. https://github.com/kubernetes/apiserver/blob/master/pkg/admission/plugin/cel/condition.go */
const shownMetadata = [
  'name',
  'generateName',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'annotations',
  'finalizers',
] as const;

function namespaceVariable({ body, name }: ClusterObject): object {
  const metadata = body.metadata as unknown as Readonly<Record<string, unknown>>;
  const shown = Object.fromEntries(
    shownMetadata.flatMap((field) => (metadata[field] === undefined ? [] : [[field, metadata[field]]])),
  );
  return {
    metadata: { ...shown, labels: { ...body.metadata.labels, [namespaceNameLabel]: name } },
    spec: body['spec'] ?? { finalizers: ['kubernetes'] },
    status: body['status'] ?? { phase: 'Active' },
  };
}
