import { nearest, type ObjectReference, type Problem } from '../cluster/index.ts';
import { namespaceOf } from './scope.ts';

/** `-n` and `-l`: what the report shows. Everything was read and judged all the same, because reach and power need the whole. */
export interface ReportFilter {
  /** Names of namespaces; absent means all. */
  readonly namespaces?: readonly string[];
  /** Whether the labels of a subject match the selector; absent means all. */
  readonly labels?: (labels: Readonly<Record<string, string>>) => boolean;
  /** Names of configured scopes; a subject passes when it belongs to one of them. */
  readonly scopes?: readonly string[];
  /** The flags as the person wrote them, for the report: `-n shop`. */
  readonly text: readonly string[];
}

/**
 * Whether verdicts about an object are shown. A verdict about a kind as a whole (the subject has no name: it could not be listed) is always
 * shown, because what hides behind it may be what was asked for.
 */
export function isShown(
  filter: ReportFilter | undefined,
  reference: ObjectReference,
  described: {
    labels: Readonly<Record<string, string>>;
    scopes: readonly string[];
    alsoIn?: readonly string[] | undefined;
  },
): boolean {
  if (filter === undefined) return true;
  if (reference.name === '') return namespaceAllows(filter, reference.namespace, true);
  const places = [namespaceOf(reference), ...(described.alsoIn ?? [])];
  if (!places.some((namespace) => namespaceAllows(filter, namespace, false))) return false;
  if (filter.labels !== undefined && !filter.labels(described.labels)) return false;
  return filter.scopes === undefined || filter.scopes.some((scope) => described.scopes.includes(scope));
}

function namespaceAllows(filter: ReportFilter, namespace: string, orEmpty: boolean): boolean {
  return (
    filter.namespaces === undefined || (orEmpty && namespace === '') || filter.namespaces.includes(namespace)
  );
}

/**
 * A filter that matches nothing is an error, not a clean report: a typing mistake must not turn a gate green. A namespace
 * that is there has no typing mistake: that the controls asked for have nothing to judge in it is said, and no error.
 */
export function filterProblems(
  filter: ReportFilter | undefined,
  known: { readonly namespaces: ReadonlySet<string>; readonly shown: number },
): Problem[] {
  if (filter === undefined) return [];
  const missing = (filter.namespaces ?? []).filter((namespace) => !known.namespaces.has(namespace));
  const problems = missing.map((namespace): Problem => {
    const near = nearest(namespace, known.namespaces);
    return {
      code: 'filter-namespace-not-found',
      message: `No namespace ${namespace} was found in what was read.`,
      hint: near === undefined ? 'List what there is with: kubectl get namespaces' : `Did you mean ${near}?`,
      severity: 'error',
    };
  });
  const isOnlyNamespaces = filter.text.length === filter.namespaces?.length;
  if (problems.length === 0 && known.shown === 0 && filter.text.length > 0 && !isOnlyNamespaces) {
    problems.push({
      code: 'filter-matches-nothing',
      message: `Nothing that was judged matches ${filter.text.join(' ')}.`,
      hint: 'This is not a clean result. Check the names, the label selector and --control.',
      severity: 'error',
    });
  }
  return problems;
}
