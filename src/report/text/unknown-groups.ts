import { compareText } from '../../cluster/index.ts';
import type { Report } from '../schema.ts';
import { objectText, permissionText } from './phrases.ts';

/** What could not be read, once per cure. */
export interface UnknownGroup {
  readonly state: string;
  /** What the server or the network said. */
  readonly reason: string;
  /** `get, list and watch on pods in all namespaces`; absent where no permission would help. */
  readonly permission?: string;
  /** Verdicts that wait for it; 0 when no control needed it. */
  readonly verdicts: number;
  /** The object, when all verdicts are about one. */
  readonly about?: string;
  /** Names of the clusters. */
  readonly clusters: readonly string[];
}

interface Draft extends UnknownGroup {
  verdicts: number;
  readonly names: Set<string>;
  readonly subjects: Set<string>;
}

/** Groups unknown verdicts and unread resources by what would cure them; what hides most comes first. */
export function unknownGroups(report: Report): UnknownGroup[] {
  const names = new Map(report.clusters.map(({ id, name }) => [id, name]));
  const drafts = new Map<string, Draft>();

  function draftOf(state: string, reason: string, permission: string | undefined): Draft {
    const key = permission === undefined ? `${state}\n${reason}` : `${state}\n${permission}`;
    let draft = drafts.get(key);
    if (draft === undefined) {
      draft = {
        state,
        reason,
        ...(permission !== undefined && { permission }),
        verdicts: 0,
        clusters: [],
        names: new Set(),
        subjects: new Set(),
      };
      drafts.set(key, draft);
    }
    return draft;
  }

  for (const finding of report.findings) {
    if (finding.verdict !== 'unknown') continue;
    const { unknown } = finding;
    const permission = unknown?.permission && permissionText(unknown.permission);
    const draft = draftOf(unknown?.state ?? 'error', unknown?.message ?? finding.message, permission);
    draft.verdicts++;
    draft.names.add(names.get(finding.cluster) ?? finding.cluster);
    if (draft.subjects.size < 2) draft.subjects.add(objectText(finding.subject));
  }
  for (const cluster of report.clusters) {
    for (const { state, reason, resource, permission } of cluster.coverage) {
      if (state === 'read' || state === 'not-served' || state === 'partial') continue;
      draftOf(state, reason ?? resource, permission && permissionText(permission)).names.add(cluster.name);
    }
  }
  return [...drafts.values()]
    .map(({ names: clusters, subjects, ...draft }) => {
      const [about] = subjects;
      return {
        ...draft,
        clusters: [...clusters].sort(compareText),
        ...(subjects.size === 1 && about !== undefined && { about }),
      };
    })
    .sort((one, other) => other.verdicts - one.verdicts || compareText(one.reason, other.reason));
}
