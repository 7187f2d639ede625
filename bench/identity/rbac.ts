// `node bench/identity/rbac.ts`: indexing roles and bindings, questions, findings, one change. CPU time, one process.
import type { KubernetesObject } from '../../src/cluster/index.ts';
import {
  type Ability,
  abilities,
  accessOf,
  allowedSubjects,
  can,
  grantsOf,
  holdersIn,
  identityAnalyses,
  indexOfObjects,
  principalOf,
} from '../../src/identity/index.ts';
import { modelObject } from '../../src/identity/rbac/index-of-objects.ts';
import { clusterOf } from '../../testkit/world/synthetic-cluster.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const resources = [
  'pods',
  'secrets',
  'configmaps',
  'services',
  'deployments',
  'jobs',
  'pods/log',
  'pods/exec',
];
const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

/** Five rules each in a fifth as many roles as bindings, in a namespace for every fifty bindings; one in a hundred is strong. */
function world(bindings: number): KubernetesObject[] {
  const roles = Math.ceil(bindings / 5);
  const namespaces = Math.ceil(bindings / 50);
  const objects: KubernetesObject[] = [];
  for (let index = 0; index < roles; index++) {
    const rules = Array.from({ length: 5 }, (_, rule) => ({
      apiGroups: [rule % 2 === 0 ? '' : 'apps'],
      resources: [resources[(index + rule) % resources.length], `kind-${index % 997}`],
      verbs: verbs.filter((_verb, verb) => (index + rule + verb) % 3 === 0),
    }));
    const strong = index % 100 === 0 ? [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] : rules;
    const cluster = index % 4 === 0;
    objects.push({
      apiVersion,
      kind: cluster ? 'ClusterRole' : 'Role',
      metadata: { name: `role-${index}`, ...(!cluster && { namespace: `team-${index % namespaces}` }) },
      rules: strong,
    });
  }
  for (let index = 0; index < bindings; index++) {
    const role = index % roles;
    const clusterRole = role % 4 === 0;
    const whole = clusterRole && index % 10 === 0;
    const namespace = clusterRole ? `team-${index % namespaces}` : `team-${role % namespaces}`;
    objects.push({
      apiVersion,
      kind: whole ? 'ClusterRoleBinding' : 'RoleBinding',
      metadata: { name: `binding-${index}`, ...(!whole && { namespace }) },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: clusterRole ? 'ClusterRole' : 'Role',
        name: `role-${role}`,
      },
      subjects: [
        index % 3 === 0
          ? { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: `group-${index % 1000}` }
          : { kind: 'ServiceAccount', namespace, name: `account-${index % 20}` },
      ],
    });
  }
  return objects;
}

function cpu<Value>(work: () => Value): { value: Value; milliseconds: number } {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, milliseconds: (user + system) / 1000 };
}

const rows: string[][] = [
  [
    'bindings',
    'index ms',
    'who-can µs',
    'can µs',
    'one change µs',
    'powers ms',
    'all findings ms',
    'memory MB',
  ],
];
const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [1_000, 10_000, 50_000, 100_000]) {
  const objects = world(size);
  const cluster = clusterOf(objects);
  cluster.namespaces();
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  const { value: access, milliseconds: index } = cpu(() => accessOf(cluster));
  const memory = (process.memoryUsage().heapUsed - heap) / 2 ** 20;
  const request = { verb: 'get', apiGroup: '', resource: 'secrets', namespace: 'team-1' };
  const times = 200;
  const whoCan = cpu(() => {
    for (let time = 0; time < times; time++) grantsOf(access.index, request);
  }).milliseconds;
  const principal = principalOf({ kind: 'ServiceAccount', namespace: 'team-1', name: 'account-1' });
  const canOne = cpu(() => {
    for (let time = 0; time < times * 50; time++) can(access.index, principal, request);
  }).milliseconds;
  const plain = indexOfObjects(objects, { aggregate: false });
  const changed = objects.slice(-times).map(modelObject);
  const change = cpu(() => {
    for (const object of changed) {
      plain.delete(object.key);
      plain.apply(object);
    }
  }).milliseconds;
  const powers = cpu(() => {
    const holders = holdersIn(access);
    holders.ofEverything();
    for (const ability of Object.values<Ability>(abilities)) holders.of(ability);
  }).milliseconds;
  const findings = cpu(() => {
    let drafts = 0;
    const control = {} as Parameters<(typeof identityAnalyses)[string]>[0]['control'];
    for (const analysis of Object.values(identityAnalyses))
      drafts += [...analysis({ cluster, control, parameters: {} })].length;
    return drafts;
  });
  if (allowedSubjects(access, request, false).subjects.length === 0)
    throw new Error('the world has nobody in it');
  rows.push([
    size.toLocaleString('en-US'),
    index.toFixed(0),
    ((whoCan * 1000) / times).toFixed(0),
    ((canOne * 1000) / times / 50).toFixed(1),
    ((change * 1000) / changed.length).toFixed(0),
    powers.toFixed(0),
    `${findings.milliseconds.toFixed(0)} (${findings.value.toLocaleString('en-US')} verdicts)`,
    memory.toFixed(0),
  ]);
}
for (const row of rows) process.stdout.write(`${row.map((cell) => cell.padStart(16)).join('')}\n`);
