import { asMap } from '../../cluster/index.ts';
import type { Pods } from '../services.ts';

export type SelectedLabels = Readonly<Record<string, string>>;

/**
 * Labels that change with a rollout, a pod or a node, and so select nothing tomorrow.
 * https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
const unstable =
  /^(?:pod-template-hash|controller-revision-hash|pod-template-generation|statefulset\.kubernetes\.io\/pod-name|apps\.kubernetes\.io\/pod-index|(?:batch\.kubernetes\.io\/)?(?:controller-uid|job-name|job-completion-index)|topology\.kubernetes\.io\/.*|rollouts-pod-template-hash|helm\.sh\/chart|app\.kubernetes\.io\/version)$/;

/** Labels that name a program, the fewest first. */
const naming: readonly (readonly string[])[] = [
  ['app.kubernetes.io/name'],
  ['app.kubernetes.io/name', 'app.kubernetes.io/instance'],
  ['app.kubernetes.io/name', 'app.kubernetes.io/component'],
  ['app.kubernetes.io/name', 'app.kubernetes.io/instance', 'app.kubernetes.io/component'],
  ['app'],
  ['k8s-app'],
  ['name'],
];

/**
 * The fewest stable labels that select the pods of a template and no others of its namespace; where none do that, all stable
 * ones, with the pods that they select beside. Undefined where the pods have no stable label.
 */
export function labelsThatSelect(
  { workload, template }: Pods,
  inNamespace: readonly Pods[],
): { readonly labels: SelectedLabels; readonly beside: readonly Pods[] } | undefined {
  const stable = Object.fromEntries(Object.entries(template.labels).filter(([key]) => !unstable.test(key)));
  const own = asMap(asMap(asMap(workload.object.body['spec'])['selector'])['matchLabels']);
  const candidates = [
    ...naming.filter((keys) => keys.every((key) => stable[key] !== undefined)),
    Object.keys(own).filter((key) => stable[key] === own[key]),
    Object.keys(stable),
  ].filter((keys) => keys.length > 0);
  const others = (labels: SelectedLabels) =>
    inNamespace.filter(
      (each) =>
        (each.workload.object !== workload.object || each.template.name !== template.name) &&
        Object.entries(labels).every(([key, value]) => each.template.labels[key] === value),
    );
  const chosen = candidates
    .map((keys) => Object.fromEntries(keys.toSorted().map((key) => [key, stable[key] ?? ''])))
    .map((labels) => ({ labels, beside: others(labels) }));
  return chosen.find(({ beside }) => beside.length === 0) ?? chosen.at(-1);
}
