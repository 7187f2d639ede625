import type { ClusterObject, ObjectReference } from '../../cluster/index.ts';
import type { UnknownReason } from '../../controls/index.ts';
import { adviceFor, labelCommand } from './advice.ts';
import type {
  ClusterAssessment,
  NamespaceAssessment,
  TemplateAssessment,
  Unread,
  WorkloadAssessment,
} from './assessment.ts';
import type { PodSecurityGate } from './gate.ts';
import { type StrictLevel, strictLevels } from './level.ts';
import { type PolicyMode, policyModes } from './namespace-policy.ts';
import type { Violation } from './pod-security-judge.ts';
import { formatPolicyVersion } from './policy-version.ts';
import type { PodSecurityDocument } from './schema.ts';

/** A cluster that was asked for and could not be read. */
export interface UnreadCluster {
  readonly id: string;
  readonly name: string;
  readonly source: 'live' | 'snapshot' | 'manifests';
  readonly error: string;
}

export interface DocumentInput {
  readonly clusters: readonly (ClusterAssessment | UnreadCluster)[];
  readonly gate: PodSecurityGate;
  /** The level that was asked for; both levels unless given. */
  readonly level?: StrictLevel;
  readonly notes: readonly string[];
}

type DocumentCluster = PodSecurityDocument['clusters'][number];
type DocumentNamespace = DocumentCluster['namespaces'][number];
type Judgement = PodSecurityDocument['judgements'][number];
type Reason = Judgement['reasons'][number];
type Unknown = Judgement['unknown'][number];

/** Everything as plain data, in the published shape. */
export function podSecurityDocument({ clusters, gate, level, notes }: DocumentInput): PodSecurityDocument {
  const read = clusters.filter((cluster) => 'namespaces' in cluster);
  return {
    schema: 'plimsoll.pod-security/v1',
    clusters: clusters.map((cluster) =>
      'namespaces' in cluster ? clusterOf(cluster, level) : { ...cluster, partial: false, namespaces: [] },
    ),
    judgements: read.flatMap((cluster) =>
      [...cluster.namespaces.flatMap(({ workloads }) => workloads), ...cluster.unplaced].flatMap((workload) =>
        workload.templates.flatMap((template) => judgementsOf(cluster, workload, template, level)),
      ),
    ),
    notes: [...notes],
    gate: { ...gate, reasons: [...gate.reasons] },
  };
}

function clusterOf(cluster: ClusterAssessment, level: StrictLevel | undefined): DocumentCluster {
  const { identity, source, version, minor, partial, namespaces } = cluster;
  return {
    id: identity.id,
    name: identity.name,
    source,
    version: version.gitVersion,
    judgedVersion: formatPolicyVersion(minor),
    partial,
    namespaces: namespaces.map((namespace) => namespaceOf(namespace, cluster, level)),
  };
}

function namespaceOf(
  namespace: NamespaceAssessment,
  { minor, identity }: ClusterAssessment,
  level: StrictLevel | undefined,
): DocumentNamespace {
  const { name, system, atLeast, atMost, workloads, target, breaks, refused, unread, policy } = namespace;
  const { action, labels, safe } = adviceFor(namespace, { minor, level });
  return {
    name,
    labels: labelsOf(namespace),
    system,
    meets: atLeast === atMost ? atMost : null,
    atLeast,
    atMost,
    workloads: workloads.length,
    target: target ?? null,
    breaks: breaks.map(referenceOf),
    refused: refused.map(referenceOf),
    unknown: unread.map(unreadOf),
    advice: {
      action,
      command:
        labels === undefined
          ? null
          : labelCommand({
              namespaces: [name],
              labels,
              context: identity.context,
              overwrite: policy !== undefined,
            }),
      safe,
    },
  };
}

function labelsOf({ policy, labelled }: NamespaceAssessment): DocumentNamespace['labels'] {
  if (policy === undefined) return null;
  const modeOf = (mode: PolicyMode) =>
    labelled.includes(mode)
      ? { level: policy[mode].level, version: formatPolicyVersion(policy[mode].version) }
      : null;
  const [enforce, audit, warn] = policyModes.map(modeOf);
  return { enforce: enforce ?? null, audit: audit ?? null, warn: warn ?? null };
}

function judgementsOf(
  { identity, minor }: ClusterAssessment,
  { reference, known }: WorkloadAssessment,
  { template, verdicts }: TemplateAssessment,
  only: StrictLevel | undefined,
): Judgement[] {
  const { object } = template;
  return strictLevels
    .filter((level) => only === undefined || level === only)
    .map((level) => {
      const { allowed, violations } = verdicts[level];
      return {
        cluster: identity.id,
        namespace: object.namespace,
        object: pick(object),
        ...(template.name !== '' && { template: template.name }),
        workload: pick(reference),
        ...(known !== undefined && { known }),
        ...(object.origin && positionOf(object.origin.locate(template.specPath))),
        level,
        version: formatPolicyVersion(minor),
        allowed: allowed ?? null,
        reasons: violations
          .filter(({ verdict }) => verdict === 'fail')
          .map((violation) => reasonOf(violation, object)),
        unknown: violations.flatMap(({ unknown }) => (unknown === undefined ? [] : unknownOf(unknown))),
      };
    });
}

function reasonOf(violation: Violation, object: ClusterObject): Reason {
  const { check, control, message, container, evidence, fix } = violation;
  const { summary, mayBreak } = control.remediation;
  return {
    check,
    control: control.id,
    message,
    ...(container && { container: container.name, containerType: container.type }),
    fields: evidence.map(({ path, value, expected, position }) => ({
      path,
      ...(value !== undefined && { value }),
      ...(expected !== undefined && { expected }),
      ...(position !== undefined && object.origin !== undefined && positionOf(position)),
    })),
    cure: summary,
    ...(mayBreak !== undefined && { mayBreak }),
    ...(fix && { patch: fix.patch.map((operation) => ({ ...operation })) }),
  };
}

function positionOf({ file, line, column }: { file: string; line: number; column: number }) {
  return { file, line, column };
}

function unreadOf({ state, reason, kind, permission }: Unread): Unknown {
  return { ...unknownOf({ state, message: reason, ...(permission && { permission }) }), kind };
}

function unknownOf({ state, message, permission }: UnknownReason): Unknown {
  return {
    state,
    message,
    ...(permission && { permission: { ...permission, verbs: [...permission.verbs] } }),
  };
}

function referenceOf({ reference }: WorkloadAssessment): ObjectReference {
  return pick(reference);
}

function pick({ group, kind, namespace, name }: ObjectReference): ObjectReference {
  return { group, kind, namespace, name };
}
