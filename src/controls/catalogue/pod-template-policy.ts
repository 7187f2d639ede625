import type { NamedRule, ValidatingAdmissionPolicySpec } from '../validating-admission-policy.ts';
import { imageReferenceTest } from './image-reference.ts';

/** The most of a pod template that is judged, so that every policy stays within its cost budget. No pod that runs is near. */
export const mostJudged = { containers: 250, volumes: 500, entries: 10_000 } as const;

/** The lists and maps of a container whose entries are counted. */
export const countedFields = [
  'args',
  'command',
  'env',
  'envFrom',
  'ports',
  'resources.limits',
  'securityContext.capabilities.add',
  'securityContext.capabilities.drop',
  'volumeMounts',
] as const;

/** What is said of a larger one: in CEL the key that an empty map does not have, which is an error and never a pass. */
export const tooLarge = `a pod template with more than ${mostJudged.containers} containers, ${mostJudged.entries} entries in their lists and maps, or ${mostJudged.volumes} volumes is not judged`;

const entries = countedFields
  .map((field) => {
    const empty = field === 'resources.limits' ? '{}' : '[]';
    return `c.?${field.replaceAll('.', '.?')}.orValue(${empty}).size()`;
  })
  .join(' + ');

/**
 * The variables that every policy over pod templates shares, as the API server evaluates them. A scan computes the same
 * values once per pod template (see judge/template-view.ts); a test holds the two equal.
 */
export const podTemplateVariables = [
  {
    name: 'podSpec',
    expression:
      "object.kind == 'Pod' ? object.spec : object.kind == 'CronJob' ? object.spec.jobTemplate.spec.template.spec : object.spec.template.spec",
  },
  {
    name: 'podMetadata',
    expression:
      "object.kind == 'Pod' ? object.metadata : object.kind == 'CronJob' ? object.spec.jobTemplate.spec.template.?metadata.orValue({}) : object.spec.template.?metadata.orValue({})",
  },
  { name: 'podAnnotations', expression: 'variables.podMetadata.?annotations.orValue({})' },
  {
    name: 'containers',
    expression: `[variables.podSpec.?initContainers.orValue([]) + variables.podSpec.?containers.orValue([]) + variables.podSpec.?ephemeralContainers.orValue([])].map(all, all.size() <= ${mostJudged.containers} && all.map(c, ${entries}).sum() <= ${mostJudged.entries} ? all : {}['${tooLarge}'])[0]`,
  },
  {
    name: 'imageReferences',
    expression: `variables.containers.map(c, ${imageReferenceTest("c.?image.orValue('')")}, c.image)`,
  },
  {
    name: 'volumes',
    expression: `variables.podSpec.?volumes.orValue([]).size() <= ${mostJudged.volumes} ? variables.podSpec.?volumes.orValue([]) : {}['${tooLarge}']`,
  },
] as const;

const write = ['CREATE', 'UPDATE'] as const;

/**
 * Every built-in kind with a pod template. Ephemeral containers reach a Pod through their own sub-resource only:
 * https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/
 */
const podTemplateRules: readonly NamedRule[] = [
  { apiGroups: [''], apiVersions: ['v1'], operations: write, resources: ['pods', 'replicationcontrollers'] },
  { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['pods/ephemeralcontainers'] },
  {
    apiGroups: ['apps'],
    apiVersions: ['v1'],
    operations: write,
    resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'],
  },
  { apiGroups: ['batch'], apiVersions: ['v1'], operations: write, resources: ['jobs', 'cronjobs'] },
];

/** Kinds that {@link expandPodTemplatePolicy} matches. */
export const podTemplateKinds = [
  { group: '', kind: 'Pod' },
  { group: '', kind: 'ReplicationController' },
  { group: 'apps', kind: 'Deployment' },
  { group: 'apps', kind: 'StatefulSet' },
  { group: 'apps', kind: 'DaemonSet' },
  { group: 'apps', kind: 'ReplicaSet' },
  { group: 'batch', kind: 'Job' },
  { group: 'batch', kind: 'CronJob' },
] as const;

/** A policy over pod templates as the literal spec that the API server accepts for every workload kind. */
export function expandPodTemplatePolicy(
  policy: ValidatingAdmissionPolicySpec,
): ValidatingAdmissionPolicySpec {
  return {
    ...policy,
    matchConstraints: { ...policy.matchConstraints, resourceRules: podTemplateRules },
    variables: [...podTemplateVariables, ...(policy.variables ?? [])],
  };
}
