import type { ClusterDescription, KubernetesObject } from '../../src/cluster/index.ts';
import {
  type AnalysisRegistry,
  type JudgeOptions,
  judge,
  loadCatalogue,
  type Result,
} from '../../src/controls/index.ts';
import { documentsOf } from '../catalogue/read-catalogue.ts';
import { clusterOf } from './synthetic-cluster.ts';

export const head = (id: string) => `id: ${id}
title: ${id}
severity: high
area: runtime
refs: []
why: It is a test.
references: [https://kubernetes.io/]
remediation: {summary: Change it.}
`;

export const privileged = `${head('privileged')}appliesTo: pod-templates
subject: container
policy:
  validations:
    - {expression: 'variables.containers.all(c, !c.?securityContext.?privileged.orValue(false))', message: privileged}
finding: '{container} of {object} is privileged.'
evidence: {field: securityContext.privileged, expected: false or unset}
fix: {at: container, set: {securityContext.privileged: null}}
`;

export const hostPath = `${head('host-path')}appliesTo: pod-templates
subject: pod
policy:
  validations:
    - {expression: 'variables.podSpec.?volumes.orValue([]).all(v, !has(v.hostPath))', message: host path}
finding: 'Volume {details} shows {value}.'
evidence: {field: 'volumes[].hostPath.path', expected: no hostPath, each: true}
`;

export const role = `${head('wildcard')}subject: object
policy:
  matchConstraints:
    resourceRules:
      - {apiGroups: [rbac.authorization.k8s.io], apiVersions: ['*'], operations: [CREATE], resources: [roles]}
  matchConditions: [{name: not-system, expression: "!object.metadata.name.startsWith('system:')"}]
  validations:
    - {expression: "object.?rules.orValue([]).all(r, !('*' in r.verbs))", message: every verb}
evidence: {field: 'rules[].verbs', expected: named verbs}
`;

/** Judges the objects by controls that are given as the text of their files. */
export function judged(
  controls: readonly string[],
  objects: readonly KubernetesObject[],
  options: Partial<JudgeOptions> & {
    description?: Partial<ClusterDescription>;
    analyses?: AnalysisRegistry;
    providers?: string;
  } = {},
) {
  const texts = controls.map((text) => [`controls/${/^id: (\S+)/.exec(text)?.[1]}.yaml`, text] as const);
  const documents = texts.flatMap(([file, text]) => documentsOf(file, text));
  if (options.providers !== undefined)
    documents.push(...documentsOf('providers/test.yaml', options.providers));
  const catalogue = loadCatalogue(documents, { cases: false, analyses: options.analyses ?? {} });
  const cluster = clusterOf(objects, options.description);
  const all: Result[] = [];
  const judgement = judge(cluster, catalogue, { now: 0, onResult: (result) => all.push(result), ...options });
  return { ...judgement, all, catalogue, world: cluster };
}

export const weak = { name: 'app', image: 'app', securityContext: { privileged: true } };
export const sound = { name: 'app', image: 'app' };

/** A Deployment of the shop with this pod spec. */
export function deployment(spec: object, name = 'api'): KubernetesObject {
  const metadata = { name, namespace: 'shop', uid: `d-${name}` };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template: { spec } } };
}

/** A ReplicaSet or Pod below an owner. */
export function owned(
  kind: 'ReplicaSet' | 'Pod',
  name: string,
  owner: KubernetesObject,
  spec: object,
): KubernetesObject {
  const { apiVersion, metadata } = owner;
  const ownerReferences = [
    { apiVersion, kind: owner.kind, name: metadata.name, uid: metadata.uid ?? '', controller: true },
  ];
  return {
    apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop', uid: `u-${name}`, ownerReferences },
    spec: kind === 'Pod' ? spec : { replicas: 1, template: { spec } },
  };
}

/** A Role with one harmless rule and one with these verbs. */
export function roleNamed(name: string, verbs: readonly string[]): KubernetesObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name, namespace: 'shop' },
    rules: [
      { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods'], verbs },
    ],
  };
}
