import type { Coverage, KindKnowledge, ResourceCoverage } from './coverage.ts';
import { isSecrets } from './coverage-builders.ts';

/** What {@link knowledgeOfKind} asks about the model that the coverage belongs to. */
export interface KnowledgeContext {
  readonly source: 'live' | 'snapshot' | 'manifests';
  /** Names of all namespaces that the model knows. */
  readonly namespaces: () => readonly string[];
}

const complete: KindKnowledge = { complete: true };

/**
 * Whether every object of a kind is in the model, for one namespace or for all.
 *
 * - A kind that the server does not serve has no objects: complete.
 * - A read of the whole cluster that succeeded is complete; one that failed is cured, per namespace, by reads of that
 *   namespace, and for all namespaces only when every namespace was read and the namespaces themselves are known.
 * - A kind that nobody tried to read is `partial`, except where discovery was complete and does not name it.
 * - Manifests that do not claim to be a whole cluster are `not-connected`, after every failure to read.
 */
export function knowledgeOfKind(
  coverage: Coverage,
  context: KnowledgeContext,
  group: string,
  kind: string,
  namespace?: string,
): KindKnowledge {
  const rows = rowsOf(coverage, group, kind);
  const failure = failureOf(coverage, context, rows, namespace);
  if (failure) return failure;
  const part = coverage.notConnected.find(({ source }) => source === 'whole-cluster');
  if (part) return { complete: false, state: 'not-connected', reason: part.meaning, source: 'whole-cluster' };
  if (rows.length > 0 || context.source === 'manifests') return complete;
  return undiscovered(coverage, group, kind);
}

function failureOf(
  coverage: Coverage,
  context: KnowledgeContext,
  rows: readonly ResourceCoverage[],
  namespace: string | undefined,
): KindKnowledge | undefined {
  if (rows.length === 0) return undefined;
  const whole = rows.filter((row) => row.namespace === undefined);
  if (whole.length > 0 && whole.every(isComplete)) return undefined;
  const narrow = rows.filter((row) => row.namespace !== undefined);
  const wholeFailure = whole.find((row) => !isComplete(row));
  if (namespace !== undefined) {
    const own = narrow.filter((row) => row.namespace === namespace);
    if (own.length > 0) return unknownFrom(own.find((row) => !isComplete(row)));
    return unknownFrom(wholeFailure) ?? notRead(rows, `namespace ${namespace} was not read`);
  }
  if (narrow.length === 0) return unknownFrom(wholeFailure);
  const narrowFailure = narrow.find((row) => !isComplete(row));
  if (narrowFailure) return unknownFrom(narrowFailure);
  const missing = namespaceNotRead(coverage, context, narrow);
  if (missing === undefined) return undefined;
  return unknownFrom(wholeFailure) ?? notRead(rows, missing);
}

/** Undefined when reads of single namespaces add up to the whole cluster. */
function namespaceNotRead(
  coverage: Coverage,
  context: KnowledgeContext,
  rows: readonly ResourceCoverage[],
): string | undefined {
  const all = rowsOf(coverage, '', 'Namespace');
  if (!all.some((row) => row.namespace === undefined) || !all.every(isComplete)) {
    return 'the list of namespaces was not read, so other namespaces may hold some';
  }
  const read = new Set(rows.map((row) => row.namespace));
  const missing = context.namespaces().filter((name) => !read.has(name));
  return missing.length === 0 ? undefined : `not read in ${missing.length} namespaces, such as ${missing[0]}`;
}

function isComplete(row: ResourceCoverage): boolean {
  return row.state === 'read' || row.state === 'not-served';
}

function unknownFrom(row: ResourceCoverage | undefined): KindKnowledge | undefined {
  if (row === undefined || row.state === 'read' || row.state === 'not-served') return undefined;
  if (row.leftOut === true) return leftOut(row);
  const where = row.namespace === undefined ? '' : ` in namespace ${row.namespace}`;
  return {
    complete: false,
    state: row.state,
    reason: row.reason ?? `${row.resource}${where}: ${row.state}`,
    ...(row.permission && { permission: row.permission }),
  };
}

function leftOut(row: ResourceCoverage): KindKnowledge {
  const reason = row.reason ?? `${row.resource}: left out on purpose`;
  return {
    complete: false,
    state: 'not-connected',
    reason,
    ...(isSecrets(row) && { source: 'secrets' as const }),
  };
}

function notRead(rows: readonly ResourceCoverage[], reason: string): KindKnowledge {
  return { complete: false, state: 'partial', reason: `${rows[0]?.resource ?? 'objects'}: ${reason}` };
}

function undiscovered(coverage: Coverage, group: string, kind: string): KindKnowledge {
  const name = group === '' ? kind : `${kind}.${group}`;
  const { discovery } = coverage;
  if (discovery?.failedGroups.includes(group)) {
    return {
      complete: false,
      state: 'broken',
      reason: `the server could not say which kinds API group ${group} has`,
    };
  }
  if (discovery?.complete) return complete;
  return { complete: false, state: 'partial', reason: `${name} was never listed` };
}

const rowsByKind = new WeakMap<Coverage, Map<string, ResourceCoverage[]>>();

function rowsOf(coverage: Coverage, group: string, kind: string): readonly ResourceCoverage[] {
  let rows = rowsByKind.get(coverage);
  if (rows === undefined) {
    rows = Map.groupBy(coverage.resources, (row) => `${row.group}/${row.kind}`);
    rowsByKind.set(coverage, rows);
  }
  return rows.get(`${group}/${kind}`) ?? [];
}
