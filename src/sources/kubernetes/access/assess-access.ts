import type { Cluster, ResourceCoverage } from '../../../cluster/index.ts';
import { unreadReason } from '../reading/unread-kinds.ts';
import { type NeededResource, readerRole } from './reader-role.ts';
import { whatIsHidden } from './what-is-hidden.ts';

/** A resource type that is not read everywhere, and what that hides. */
export interface MissingAccess extends ResourceCoverage {
  readonly hides: string;
}

/** What a reader may see, what that hides, and what would cure it. */
export interface AccessAssessment {
  readonly reader?: string;
  readonly readable: readonly ResourceCoverage[];
  /** The server says no: a grant cures it. */
  readonly denied: readonly MissingAccess[];
  /** Something else went wrong: no grant cures it. */
  readonly failed: readonly MissingAccess[];
  /** Left out on purpose, with the reason. */
  readonly leftOut: readonly ResourceCoverage[];
  /** True when everything but Secrets can be read. */
  readonly completeWithoutSecrets: boolean;
  readonly complete: boolean;
  /**
   * YAML of the ClusterRole (and binding) that lets the reader see everything: without Secrets, and with them. RBAC
   * cannot grant the metadata of Secrets alone; whoever may list them can read their values.
   */
  readonly cure: { readonly withoutSecrets: string; readonly withSecrets: string };
}

/** Assesses a reading that was made. */
export function assessAccess(cluster: Pick<Cluster, 'coverage' | 'provenance'>): AccessAssessment {
  return assessRows(cluster.coverage.resources, cluster.provenance.reader);
}

/** Assesses rows of coverage, from a reading or from reviews. */
export function assessRows(rows: readonly ResourceCoverage[], reader: string | undefined): AccessAssessment {
  const leftOut = rows.filter(({ leftOut }) => leftOut === true);
  const asked = rows.filter(({ leftOut }) => leftOut !== true);
  const missing = asked
    .filter(({ state }) => state !== 'read' && state !== 'not-served')
    .map((row) => ({ ...row, hides: whatIsHidden(row) }));
  const needed = rows.filter(isNeeded);
  return {
    ...(reader !== undefined && { reader }),
    readable: asked.filter(({ state }) => state === 'read'),
    denied: missing.filter(({ permission }) => permission !== undefined),
    failed: missing.filter(({ permission }) => permission === undefined),
    leftOut,
    completeWithoutSecrets: missing.every(isSecret),
    complete: missing.length === 0,
    cure: {
      withoutSecrets: readerRole(
        needed.filter((row) => !isSecret(row)),
        reader,
      ),
      withSecrets: readerRole(needed, reader),
    },
  };
}

function isSecret({ group, resource }: NeededResource): boolean {
  return group === '' && resource === 'secrets';
}

/** Secrets are needed for the second tier even by a run that chose not to read them. */
function isNeeded(row: ResourceCoverage): boolean {
  return row.resource !== '*' && row.state !== 'not-served' && unreadReason(row) === undefined;
}
