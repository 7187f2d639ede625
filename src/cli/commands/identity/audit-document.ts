import {
  type Ability,
  type AbilityId,
  type AuditCluster,
  type AuditDocument,
  type AuditSubject,
  abilities,
  attackGraphOf,
  chokePoints,
  type EdgeKind,
  edgeKinds,
  evidenceAbout,
  formatBinding,
  holdersIn,
  type IndexedBinding,
  membersOf,
  natureOf,
  relevantPart,
  type Subject,
  sinkNames,
  subjectKey,
} from '../../../identity/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import { firstChanges } from './first-changes.ts';
import { namedGroup } from './group-names.ts';
import { outside } from './outside.ts';
import { positionKey, positionText, sinkText } from './path-names.ts';
import { shortSubject, unreadLines } from './phrases.ts';
import type { UnreachedCluster } from './read-access.ts';
import { severalSteps } from './several-steps.ts';

const changesShown = 5;
const chokePointsShown = 5;

export interface AuditRun {
  readonly tool: string;
  readonly command: string;
  /** RFC 3339. */
  readonly time: string;
}

/** The audit of all clusters as the page shows it; clusters that could not be reached are in it with the reason. */
export function auditDocument(
  audited: readonly AuditedCluster[],
  failed: readonly UnreachedCluster[],
  run: AuditRun,
): AuditDocument {
  return {
    schema: 'plimsoll.identity-audit/v2',
    ...run,
    abilities: Object.values<Ability & { readonly id: AbilityId }>(abilities).map(
      ({ id, what, severity }) => ({
        id,
        title: columnTitles[id],
        what,
        severity,
      }),
    ),
    clusters: [...audited.map(clusterDocument), ...failed.map(failedCluster)],
  };
}

const columnTitles: Readonly<Record<AbilityId, string>> = {
  'bind-roles': 'Bind',
  'escalate-roles': 'Escalate',
  'rule-namespace': 'Grant',
  impersonate: 'Be user',
  'impersonate-service-accounts': 'Be SA',
  'mint-tokens': 'Tokens',
  'read-secrets': 'Secrets',
  'create-workloads': 'Run pods',
  'enter-pods': 'Exec',
  'nodes-proxy': 'Kubelet',
  'approve-certificates': 'Certs',
  'change-admission': 'Admission',
  'relabel-namespaces': 'Relabel',
  'create-persistent-volumes': 'Volumes',
  'erase-traces': 'Events',
};

/** Places of bindings in the list of a cluster, given out as they are met. */
class BindingList {
  readonly all: IndexedBinding[] = [];
  readonly #places = new Map<IndexedBinding, number>();

  placeOf(binding: IndexedBinding): number {
    let place = this.#places.get(binding);
    if (place === undefined) {
      place = this.all.push(binding) - 1;
      this.#places.set(binding, place);
    }
    return place;
  }

  placesOf(bindings: Iterable<IndexedBinding>): number[] {
    return [...new Set([...bindings].map((binding) => this.placeOf(binding)))];
  }
}

function clusterDocument(audited: AuditedCluster): AuditCluster {
  const { name, access, audit } = audited;
  const list = new BindingList();
  const { graph, vertexOf } = graphDocument(audited, list);
  const subjects = subjectDocuments(audited, list, vertexOf);
  const { points, paths, left } = chokePoints(attackGraphOf(access.cluster), sinkNames, chokePointsShown);
  const choke = {
    paths,
    left,
    points: points.map(({ binding, ends }) => ({ binding: list.placeOf(binding), ends })),
  };
  const rows = new Map(audit.review.map((row) => [row.binding, row]));
  return {
    name,
    version: access.cluster.version.gitVersion,
    complete: audit.unread.length === 0,
    unread: unreadLines(audit.unread),
    outside: [...outside(access), 'What identities really use is not known: the audit log is not connected.'],
    bindings: list.all.map((binding) => {
      const row = rows.get(binding);
      return {
        text: formatBinding(binding),
        namespace: binding.namespace,
        role: `${binding.role.kind} ${binding.role.name}`,
        ...(row?.created !== undefined && { created: row.created }),
        owner: binding.outside?.file ?? row?.owner.name ?? row?.owner.kind ?? '',
        power: row?.power ?? 'limited',
      };
    }),
    subjects,
    masters: audit.masters.map(({ arn, username }) => ({ arn, username })),
    chokePoints: choke,
    changes: firstChanges(audited, changesShown).map(
      ({ why, apply, undo, yaml, breaks, lasting, otherwise }) => ({
        why,
        apply,
        undo,
        ...(yaml !== undefined && { yaml }),
        ...(breaks !== undefined && { breaks }),
        ...(lasting !== undefined && { lasting }),
        ...(otherwise !== undefined && { otherwise }),
      }),
    ),
    graph,
  };
}

/** Everybody whom a binding of one's own names, the strongest first, as the audit orders them. */
function subjectDocuments(
  audited: AuditedCluster,
  list: BindingList,
  vertexOf: ReadonlyMap<string, number>,
): AuditSubject[] {
  const { access, audit } = audited;
  const evidence = evidenceAbout(access.cluster);
  const holders = holdersIn(access);
  const held = new Map<string, AuditSubject['held']>();
  const hold = (ability: number, found: ReturnType<typeof holders.ofEverything>) => {
    for (const { subject, namespace, ways } of found) {
      const row = { ability, namespace, ways: ways.map(({ bindings }) => list.placesOf(bindings)) };
      const key = subjectKey(subject);
      const known = held.get(key);
      if (known === undefined) held.set(key, [row]);
      else known.push(row);
    }
  };
  hold(-1, holders.ofEverything());
  for (const [index, ability] of Object.values<Ability>(abilities).entries())
    hold(index, holders.of(ability));
  const standing = new Map(audit.standing.map((each) => [subjectKey(each.subject), each]));
  const stale = new Map(audit.stale.map((each) => [subjectKey(each.account), each]));
  const reached = Map.groupBy(audit.reached, ({ subject }) => subjectKey(subject));
  const further = new Map(severalSteps(audited).map((each) => [subjectKey(each.subject), each]));
  const bindings = Map.groupBy(audit.review, ({ subject }) => subjectKey(subject));
  const subjects = new Map<string, Subject>(
    [
      ...audit.standing.map(({ subject }) => subject),
      ...audit.reached.map(({ subject }) => subject),
      ...[...further.values()].map(({ subject }) => subject),
      ...audit.stale.map(({ account }) => account),
      ...audit.review.map(({ subject }) => subject),
    ].map((subject) => [subjectKey(subject), subject]),
  );
  return [...subjects].map(([key, subject]): AuditSubject => {
    const power = standing.get(key);
    const unneeded = stale.get(key);
    const becomes = reached.get(key) ?? [];
    const path = further.get(key)?.path;
    const id = positionKey({ type: 'subject', subject });
    const vertex = vertexOf.get(id);
    const through =
      power?.ways ?? becomes[0]?.ways ?? unneeded?.bindings.map((binding) => ({ bindings: [binding] })) ?? [];
    return {
      id,
      kind: subject.kind,
      text: subject.kind === 'Group' ? namedGroup(access.cluster, subject.name) : shortSubject(subject),
      nature: natureOf(subject),
      power: power?.power ?? 'limited',
      ...(power !== undefined && { may: power.what }),
      ...(power?.created !== undefined && { since: power.created }),
      breakGlass: power?.breakGlass ?? false,
      ...(power?.exists !== undefined && { exists: power.exists }),
      ...(unneeded !== undefined && { stale: unneeded.reason }),
      runs: (power?.runs ?? []).map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`),
      ...(evidence !== undefined &&
        subject.kind === 'Group' && {
          members: membersOf(evidence, subject.name).map((member) => `${member.name} (${member.through})`),
        }),
      bindings: list.placesOf((bindings.get(key) ?? []).map(({ binding }) => binding)),
      held: held.get(key) ?? [],
      becomes: becomes.map(({ account, by, namespace, ways }) => ({
        account: positionKey({ type: 'subject', subject: account }),
        by,
        namespace,
        ways: ways.map((way) => list.placesOf(way.bindings)),
      })),
      ...(path !== undefined && {
        further: {
          difficulty: path.difficulty,
          steps: path.hops.length,
          ways: [list.placesOf((path.hops[0]?.bindings ?? []).map(({ binding }) => binding))],
        },
      }),
      through: through.map((way) => list.placesOf(way.bindings)),
      ...(vertex !== undefined && { vertex }),
    };
  });
}

/** The paths of a cluster as flat lists, and where each position is in them. */
function graphDocument({ access }: AuditedCluster, list: BindingList) {
  const attack = attackGraphOf(access.cluster);
  const part = relevantPart(attack);
  const kinds = [...new Set(part.edges.flatMap(({ kind }) => kind ?? []))].sort();
  const kindPlaces = new Map(kinds.map((kind, place) => [kind, place]));
  const numbers = new Map(part.vertices.map(({ at }, number) => [at, number]));
  const vertexOf = new Map<string, number>();
  const removable = new Set<IndexedBinding>();
  for (const [number, { vertex, isRemovable }] of part.vertices.entries()) {
    if (vertex.type === 'subject') vertexOf.set(positionKey(vertex), number);
    if (vertex.type === 'binding' && isRemovable) removable.add(vertex.binding);
  }
  const graph: AuditCluster['graph'] = {
    vertices: part.vertices.map(({ vertex, isPosition, place, isSource }) => ({
      ...(isPosition && { text: positionText(vertex) }),
      ...(place !== undefined && { place }),
      ...(vertex.type === 'binding' && { binding: list.placeOf(vertex.binding) }),
      ...(vertex.type === 'subject' && { subject: positionKey(vertex) }),
      ...(isSource && { source: positionKey(vertex) }),
    })),
    edges: part.edges.flatMap(({ from, to, cost, kind, wholeCluster }) => [
      from,
      to,
      cost,
      kind === undefined ? -1 : (kindPlaces.get(kind) ?? -1),
      Number(wholeCluster),
    ]),
    details: Object.fromEntries(
      part.edges.flatMap(({ detail }, edge) => (detail === undefined ? [] : [[String(edge), detail]])),
    ),
    kinds: kinds.map((kind) => {
      const { title, what, difficulty, cut, condition }: EdgeKind = edgeKinds[kind];
      return { id: kind, title, what, difficulty, cut, ...(condition !== undefined && { condition }) };
    }),
    sinks: sinkNames.flatMap((name) => {
      const vertices = (attack.sinks.get(name) ?? []).flatMap((at) => numbers.get(at) ?? []);
      return vertices.length === 0 ? [] : [{ name, text: sinkText(name), vertices }];
    }),
    removable: list.placesOf(removable),
  };
  return { graph, vertexOf };
}

function failedCluster({ name, error }: UnreachedCluster): AuditCluster {
  return {
    name,
    error,
    version: '',
    complete: false,
    unread: [],
    outside: [],
    bindings: [],
    subjects: [],
    masters: [],
    chokePoints: { paths: 0, left: 0, points: [] },
    changes: [],
    graph: { vertices: [], edges: [], details: {}, kinds: [], sinks: [], removable: [] },
  };
}
