import { type Change, type Cluster, type ObjectKey, objectKey, overlay } from '../../cluster/index.ts';
import { type Catalogue, type JudgeOptions, judge, type Result } from '../../controls/index.ts';
import { inheritEvidence } from '../../identity/index.ts';
import type { Finding, JudgedCluster } from '../../report/index.ts';
import { CliError } from '../errors.ts';
import { type FleetMember, isRead } from '../read/member.ts';
import { judgedCluster, type Rules, withAnnotated } from './judge-fleet.ts';

/**
 * Judges manifests in the world they land in: laid over what runs there, with its namespaces, neighbours and policies.
 * Shown is what the change touches and what it causes elsewhere; what was so before, in objects it does not name, is not.
 */
export function judgeOnto(
  members: readonly FleetMember[],
  base: FleetMember,
  catalogue: Catalogue,
  rules: Rules,
): JudgedCluster {
  const [manifests, second] = members;
  if (manifests === undefined || second !== undefined || !isRead(manifests)) {
    throw new CliError(
      'usage',
      '--onto lays manifests over one cluster',
      'Name files or folders of manifests as targets, and the cluster with --onto.',
    );
  }
  if (!isRead(base)) throw new CliError('target-not-found', `--onto: ${base.error}`);
  const { options: own } = withAnnotated(rules.options, rules.exceptions, base.cluster);
  const before = failures(base.cluster, catalogue, own);
  const { cluster, changes } = overlay(base.cluster, manifests.cluster);
  inheritEvidence(base.cluster, cluster);
  const { options, rows } = withAnnotated(rules.options, rules.exceptions, cluster);
  const failing = new Set<string>();
  const undecided = new Set<string>();
  const changeOf = (result: Result) => changeOfResult(result, before, changes, cluster);
  const touched = touchedSubjects(changes, cluster);
  return {
    ...judgedCluster(cluster, rules.config, rows, (take) => {
      judge(cluster, catalogue, {
        ...options,
        onResult(result) {
          if (result.verdict === 'fail') failing.add(result.objectId);
          if (result.verdict === 'unknown') undecided.add(decision(result));
          const about = touched.has(objectKey(result.subject));
          if (about || (result.verdict === 'fail' && changeOf(result) === 'new')) take(result);
        },
      });
    }),
    changeOf,
    // Read after the results, when it is known what still fails.
    cured: {
      *[Symbol.iterator]() {
        for (const [id, result] of before)
          if (!failing.has(id) && !undecided.has(decision(result))) yield result;
      },
    },
  };
}

/** What was decided or not: a failure that can no longer be judged is not cured. */
function decision({ control, subject }: Result): string {
  return `${control} ${objectKey(subject)}`;
}

function failures(cluster: Cluster, catalogue: Catalogue, options: JudgeOptions): Map<string, Result> {
  const { results } = judge(cluster, catalogue, options);
  return new Map(
    results.filter(({ verdict }) => verdict === 'fail').map((result) => [result.objectId, result]),
  );
}

function changeOfResult(
  { verdict, objectId, subject }: Result,
  before: ReadonlyMap<string, Result>,
  changes: ReadonlyMap<ObjectKey, Change>,
  cluster: Cluster,
): Finding['change'] {
  if (verdict !== 'fail') return undefined;
  if (!before.has(objectId)) return 'new';
  const object = cluster.find(subject);
  return object !== undefined && changes.get(object.key) === 'changed' ? 'changed' : 'unchanged';
}

/** The subjects that verdicts about the manifests' objects name: the object, and the workload it folds into. */
function touchedSubjects(changes: ReadonlyMap<ObjectKey, Change>, cluster: Cluster): Set<ObjectKey> {
  const keys = new Set<ObjectKey>();
  for (const key of changes.keys()) {
    keys.add(key);
    const object = cluster.get(key);
    const workload = object && cluster.workloadOf(object);
    if (workload) keys.add(workload.object.key);
  }
  return keys;
}
