// `node bench/identity/whole-process.ts [BINDINGS…]`: identity findings and all paths of a snapshot, beside kubesplaining
// where it is on PATH: the same objects, whole processes, CPU time of user and system, the middle one of three runs.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findTool } from '../../src/sources/manifests/tool.ts';
import { writeSnapshot } from '../../src/sources/snapshot/index.ts';
import { loadShippedCatalogue } from '../../testkit/catalogue/read-catalogue.ts';
import { clusterOf } from '../../testkit/world/synthetic-cluster.ts';
import { measure, type Usage } from '../scale/whole-process.ts';
import { writeKubesplainingSnapshot } from './kubesplaining-snapshot.ts';
import { teams } from './teams.ts';

const program = path.join(import.meta.dirname, '../../dist/package/plimsoll.js');
if (!existsSync(program)) throw new Error(`There is no ${program}: npm run build writes it.`);
const kubesplaining = findTool(['kubesplaining'], process.env['PATH'] ?? '')?.file;
const identityControls = [...loadShippedCatalogue().controls.values()]
  .filter(({ area }) => area === 'identity')
  .flatMap(({ id }) => ['--control', id]);

const at = '2026-11-25T00:00:00Z';
const everythingRead = {
  resources: [
    [
      '',
      'Namespace',
      'Secret',
      'ServiceAccount',
      'Pod',
      'ConfigMap',
      'Service',
      'Node',
      'ReplicationController',
    ],
    ['networking.k8s.io', 'Ingress', 'NetworkPolicy'],
    ['aadpodidentity.k8s.io', 'AzureIdentity', 'AzureIdentityBinding', 'AzurePodIdentityException'],
    ['gateway.networking.k8s.io', 'Gateway', 'HTTPRoute'],
    ['', 'PersistentVolume', 'PersistentVolumeClaim'],
    ['admissionregistration.k8s.io', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
    ['apiregistration.k8s.io', 'APIService'],
    ['apiextensions.k8s.io', 'CustomResourceDefinition'],
    ['certificates.k8s.io', 'CertificateSigningRequest'],
    ['apps', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
    ['batch', 'Job', 'CronJob'],
    ['rbac.authorization.k8s.io', 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
  ].flatMap(([group = '', ...kinds]) =>
    kinds.map((kind) => ({
      group,
      version: 'v1',
      kind,
      resource: `${kind.toLowerCase()}s`,
      state: 'read' as const,
      at,
      namespaced: !/^(Cluster|Namespace|Node)/.test(kind),
      objects: 0,
    })),
  ),
  notConnected: [],
};

const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-bench-'));
try {
  const sizes = process.argv.slice(2).map(Number);
  for (const size of sizes.length > 0 ? sizes : [1_000, 10_000]) await bench(size);
} finally {
  rmSync(folder, { recursive: true });
}

async function bench(bindings: number): Promise<void> {
  const objects = [...teams(bindings)];
  console.log(
    `${bindings.toLocaleString('en-US')} bindings, ${objects.length.toLocaleString('en-US')} objects`,
  );
  const file = path.join(folder, 'cluster.plimsoll');
  await writeSnapshot(clusterOf(objects, { coverage: everythingRead }), file, {
    toolVersion: 'bench',
    redactionKeyId: 'bench',
  });
  const report = (name: string) => `json=${path.join(folder, name)}`;
  const findings = await middle(program, ['scan', file, '-q', ...identityControls, '-o', report('scan')]);
  const paths = await middle(program, ['identity', 'paths', file, '-q', '--all', '--cut', '-o', 'json']);
  const audit = await middle(program, ['identity', 'audit', file, '-q', '-o', 'json']);
  row('plimsoll scan, identity controls', findings);
  row('plimsoll identity paths --all --cut', paths);
  row('plimsoll identity audit', audit);
  if (kubesplaining === undefined) {
    console.log('  kubesplaining is not on PATH');
    return;
  }
  const input = path.join(folder, 'kubesplaining.json');
  await writeKubesplainingSnapshot(objects, input);
  const modules = 'rbac,privesc,serviceaccount';
  const output = ['--output-format', 'json', '--output-dir', path.join(folder, 'theirs')];
  const scan = ['scan', '--input-file', input, '--only-modules', modules, '--all-findings'];
  const theirs = await middle(kubesplaining, [...scan, ...output]);
  const both = findings.cpuSeconds + paths.cpuSeconds;
  row(`kubesplaining scan, ${modules}`, theirs);
  console.log(`  ${(theirs.cpuSeconds / both).toFixed(1)} times the CPU of the first two of ours`);
  console.log(`  ${(theirs.cpuSeconds / audit.cpuSeconds).toFixed(1)} times the CPU of the audit`);
}

/** Ends with findings (1), or without any (0); everything else is no measurement. */
async function middle(command: string, args: readonly string[]): Promise<Usage> {
  const isOurs = command === program;
  const all: Usage[] = [];
  for (let count = 0; count < 3; count++) {
    const usage = await measure(isOurs ? process.execPath : command, isOurs ? [program, ...args] : args);
    if (usage.exitCode !== 0 && usage.exitCode !== 1)
      throw new Error(`${command} ${args.slice(0, 2).join(' ')} ended with ${usage.exitCode}`);
    all.push(usage);
  }
  all.sort((one, other) => one.cpuSeconds - other.cpuSeconds);
  return all[1] as Usage;
}

function row(name: string, { cpuSeconds, wallSeconds, peakMegabytes }: Usage): void {
  const cells = [
    `${cpuSeconds.toFixed(2)} s CPU`,
    `${wallSeconds.toFixed(1)} s`,
    `${peakMegabytes.toFixed(0)} MB`,
  ];
  console.log(`  ${name.padEnd(52)}${cells.map((cell) => cell.padStart(12)).join('')}`);
}
