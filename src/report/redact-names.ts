import type { ObjectReference } from '../cluster/index.ts';
import type { Report } from './schema.ts';

/** Names that every cluster has and that say nothing about its owner. */
const common: ReadonlySet<string> = new Set([
  '',
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'manifests',
  'cluster-admin',
  'system',
  'unknown',
]);

/** Every name in the report that somebody chose, with what it names. The first role of a name is kept. */
export function collectNames(report: Report): ReadonlyMap<string, string> {
  const names = new Map<string, string>();

  function add(role: string, name: string | undefined): void {
    if (name !== undefined && !common.has(name) && !names.has(name)) names.set(name, role);
  }

  function addObject({ kind, namespace, name }: Omit<ObjectReference, 'group'>): void {
    add('namespace', namespace);
    add(kind === '' ? 'object' : kind.toLowerCase(), name);
  }

  for (const cluster of report.clusters) {
    add('cluster', cluster.name);
    add('cluster', cluster.id);
    add('cluster', cluster.kubeSystemUid);
    add('cluster', cluster.context);
    add('server', cluster.server);
    add('server', cluster.server && hostOf(cluster.server));
    add('reader', cluster.reader);
    for (const part of cluster.reader?.split(':') ?? []) if (!part.startsWith('system')) add('reader', part);
    for (const { namespace, permission } of cluster.coverage) {
      add('namespace', namespace);
      add('namespace', permission?.namespace);
    }
  }
  for (const workload of report.workloads) {
    addObject(workload.reference);
    add('serviceaccount', workload.serviceAccountName);
    add('team', workload.team);
    for (const scope of workload.scopes) add('scope', scope);
    for (const { container, image } of workload.images) {
      add('image', image);
      add('image', image.replace(/@.*$/, '').replace(/:[^/:]*$/, ''));
      add('container', container);
    }
    const { name, namespace } = workload.sourceOfTruth;
    add('namespace', namespace);
    add('source', name);
    for (const part of name?.split(/[\s/]+/) ?? []) if (!/^[A-Z]/.test(part)) add('source', part);
  }
  for (const finding of report.findings) {
    addObject(finding.subject);
    add('container', finding.subject.container);
    for (const scope of finding.scopes) add('scope', scope);
    for (const { object, position } of finding.evidence) {
      if (object !== undefined) addObject(object);
      addFile(position?.file);
      addFile(position?.template);
    }
    if (finding.fix !== undefined) addObject(finding.fix.object);
    add('namespace', finding.unknown?.permission?.namespace);
  }
  for (const { subject, namespace, binding, rules } of report.power?.changes ?? []) {
    add('namespace', namespace);
    add('namespace', subject.namespace);
    add(subject.kind.toLowerCase(), subject.name);
    addObject(binding);
    for (const { resourceNames } of rules) for (const name of resourceNames ?? []) add('object', name);
  }
  for (const { from, to } of report.network?.changes ?? [])
    for (const { namespaces = [], workloads = [] } of [from, to]) {
      for (const namespace of namespaces) add('namespace', namespace);
      for (const workload of workloads) addObject(workload);
    }
  for (const { object } of report.network?.policies ?? []) addObject(object);
  for (const list of ['added', 'removed', 'unjudged'] as const)
    for (const workload of report.network?.[list] ?? []) addObject(workload);
  for (const { file } of report.problems) addFile(file);
  addFile(report.gate.baseline?.file);
  for (const { id, owner, approver, file } of report.exceptions) {
    add('exception', id);
    add('team', owner);
    add('team', approver);
    addFile(file);
  }
  return names;

  function addFile(file: string | undefined): void {
    add('file', file);
    for (const part of file?.split(/[\\/]/) ?? []) add('file', part);
  }
}

function hostOf(server: string): string | undefined {
  return URL.canParse(server) ? new URL(server).host : undefined;
}
