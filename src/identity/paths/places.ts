import { existenceOf } from '../service-accounts.ts';
import { mastersGroup, principalOf } from '../subject.ts';
import { accountOfTokenSecret } from '../token-secrets.ts';
import { changeableKinds } from './families/workloads.ts';
import { given } from './graph-builder.ts';
import type { Terrain } from './terrain.ts';
import { everywhere } from './vertex.ts';

/** What positions lead to by what they are: namespaces, nodes, groups, and everything for who has everything. */
export function addPlaces(terrain: Terrain): void {
  for (const namespace of terrain.namespaces) addNamespace(terrain, namespace);
  addCluster(terrain);
  addSubjects(terrain);
  addTokenSecrets(terrain);
}

function addNamespace(terrain: Terrain, namespace: string): void {
  const { graph } = terrain;
  const runPods = terrain.hub('run-pods', namespace);
  const enterPods = terrain.hub('enter-pods', namespace);
  const anyAccount = terrain.hub('any-account', namespace);
  const secrets = terrain.secrets(namespace);
  const admin = terrain.namespaceAdmin(namespace);
  graph.edge(runPods, anyAccount, given('run-as-account'));
  graph.edge(runPods, secrets, given('mount-secret'));
  if (terrain.podSecurity(namespace) === 'privileged')
    graph.edge(runPods, terrain.allNodes, given('privileged-pod'));
  for (const inside of [runPods, enterPods, anyAccount, secrets])
    graph.edge(admin, inside, given('namespace-power'));
  // Labels of a Namespace are its own administrator's to change, and with them what pods may run.
  graph.edge(admin, terrain.allNodes, given('relabel-namespace'));
  for (const hub of ['run-pods', 'enter-pods', 'any-account'] as const)
    graph.edge(terrain.hub(hub, everywhere), terrain.hub(hub, namespace));
  graph.edge(terrain.secrets(everywhere), secrets);
  graph.edge(terrain.namespaceAdmin(everywhere), admin);
  for (const kind of changeableKinds)
    if (terrain.workloads(kind, namespace).length > 0)
      graph.edge(terrain.hub('change-workloads', everywhere, kind), runPods);
  for (const slot of terrain.rolesOf(namespace)) {
    const to = terrain.role(slot, namespace);
    if (to !== undefined) graph.edge(terrain.hub('any-role', namespace), to);
  }
}

function addCluster(terrain: Terrain): void {
  const { graph, clusterAdmin, masters, allNodes, anyNode } = terrain;
  const all: readonly number[] = [
    masters,
    allNodes,
    terrain.secrets(everywhere),
    terrain.intercept,
    terrain.namespaceAdmin(everywhere),
    terrain.hub('any-user', everywhere),
    terrain.hub('any-group', everywhere),
  ];
  for (const to of all) graph.edge(clusterAdmin, to, given('cluster-power'));
  graph.edge(masters, clusterAdmin, given('cluster-power'));
  graph.edge(terrain.hub('run-pods', everywhere), terrain.secrets(everywhere), given('mount-secret'));
  graph.edge(allNodes, anyNode);
  graph.edge(allNodes, terrain.hub('enter-pods', everywhere), given('node-pods'));
  graph.edge(anyNode, terrain.hub('pods-of-a-node', everywhere), given('node-pods'));
  const nodes = terrain.knownSubject({ kind: 'Group', name: 'system:nodes' });
  if (nodes !== undefined) graph.edge(anyNode, nodes, given('node-identity'));
  if (hasControlPlaneNodes(terrain)) graph.edge(allNodes, masters, given('control-plane-keys'));
}

/** Managed control planes show no node of theirs, and their keys are out of reach. */
function hasControlPlaneNodes({ cluster }: Terrain): boolean {
  for (const { body } of cluster.ofKind('', 'Node')) {
    const { labels } = body.metadata;
    if (labels?.['node-role.kubernetes.io/control-plane'] !== undefined) return true;
  }
  return false;
}

function addSubjects(terrain: Terrain): void {
  const { graph, access } = terrain;
  const anyUser = terrain.hub('any-user', everywhere);
  const anyGroup = terrain.hub('any-group', everywhere);
  for (const [at, vertex] of graph.vertices.entries()) {
    if (vertex.type !== 'subject') continue;
    const { subject } = vertex;
    for (const name of principalOf(subject).groups) {
      const group = terrain.knownSubject({ kind: 'Group', name });
      if (group !== undefined && group !== at) graph.edge(at, group, given('member-of'));
    }
    if (subject.kind === 'User') graph.edge(anyUser, at);
    else if (subject.kind === 'Group') {
      if (subject.name !== mastersGroup) graph.edge(anyGroup, at);
    } else if (existenceOf(access.cluster, subject) !== 'missing')
      graph.edge(terrain.hub('any-account', subject.namespace), at);
  }
}

function addTokenSecrets(terrain: Terrain): void {
  for (const secret of terrain.cluster.ofKind('', 'Secret')) {
    const account = accountOfTokenSecret(secret);
    const to = account && terrain.knownSubject(account);
    if (to !== undefined) terrain.graph.edge(terrain.secrets(secret.namespace), to, given('token-in-secret'));
  }
}
