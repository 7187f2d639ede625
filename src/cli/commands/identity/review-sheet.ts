import { sourceOfTruthOf } from '../../../cluster/index.ts';
import {
  type AwsMapping,
  attackGraphOf,
  type ClusterAccess,
  difficultyThrough,
  evidenceAbout,
  mastersGroup,
  membersOf,
  natureOf,
  subjectKey,
} from '../../../identity/index.ts';
import { csvCell } from '../../../report/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';

const head =
  'cluster,subject,human or machine,direct or group,role,scope,power,binding,created,owner,decision,reviewer,date';

type Row = AuditedCluster['audit']['review'][number];

/**
 * The access review that auditors know, as CSV (RFC 4180): one row for each AWS identity that aws-auth puts into
 * `system:masters`, then for each subject of each binding of one's own, and three empty columns for who decides.
 */
export function* reviewSheet(audited: readonly AuditedCluster[]): Iterable<string> {
  yield `${head}\r\n`;
  for (const { name, access, audit } of audited) {
    const evidence = evidenceAbout(access.cluster);
    for (const mapping of audit.masters) yield mastersLine(name, mapping, access);
    for (const row of audit.review) {
      const { subject } = row;
      const group = subject.kind === 'Group';
      const members = group && evidence !== undefined ? membersOf(evidence, subject.name) : [];
      const unresolved = group && evidence !== undefined && members.length === 0 && row.nature === 'human';
      const how = unresolved ? 'group (members not known)' : group ? 'group' : 'direct';
      const power = powerOf(row, access);
      const owner = ownerOf(row, evidence?.provider);
      yield reviewLine(name, row, { subject: subjectKey(subject), how, power, owner });
      for (const member of members)
        yield reviewLine(name, row, {
          subject: `User/${member.name}`,
          how: `group ${subject.name}`,
          power,
          owner,
        });
    }
  }
}

function reviewLine(
  cluster: string,
  { nature, binding, created }: Row,
  { subject, how, power, owner }: Readonly<Record<'subject' | 'how' | 'power' | 'owner', string>>,
): string {
  return line([
    cluster,
    subject,
    nature === 'unknown' ? 'not known' : nature,
    how,
    `${binding.role.kind}/${binding.role.name}`,
    binding.namespace === '' ? 'whole cluster' : `namespace ${binding.namespace}`,
    power,
    `${binding.object.kind}/${binding.name}`,
    created ?? '',
    owner,
    '',
    '',
    '',
  ]);
}

/** What a binding gives by itself, or where it leads to by further steps. */
function powerOf({ power, binding, subject }: Row, access: ClusterAccess): string {
  if (power === 'everything' || (subject.kind === 'Group' && subject.name === mastersGroup))
    return 'everything';
  if (power === 'one-step') return 'one step from everything';
  const difficulty = difficultyThrough(attackGraphOf(access.cluster), binding);
  return difficulty === undefined ? 'limited' : `a path to everything (${difficulty})`;
}

/** Who keeps a grant: of a cloud, the cloud with the answer that says so. */
function ownerOf({ binding: { outside }, owner }: Row, provider: string | undefined): string {
  if (outside === undefined) return owner.name ?? owner.kind;
  return provider === undefined ? outside.file : `${provider.toUpperCase()} (${outside.file})`;
}

function mastersLine(cluster: string, { arn }: AwsMapping, { cluster: model }: ClusterAccess): string {
  const object = model.find({ group: '', kind: 'ConfigMap', namespace: 'kube-system', name: 'aws-auth' });
  const owner = object && sourceOfTruthOf(model, object);
  const nature = natureOf({ kind: 'User', name: arn });
  return line([
    cluster,
    `User/${arn}`,
    nature === 'unknown' ? 'not known' : nature,
    `group ${mastersGroup}`,
    mastersGroup,
    'whole cluster',
    'everything',
    'ConfigMap/kube-system/aws-auth',
    object?.body.metadata.creationTimestamp ?? '',
    owner?.name ?? owner?.kind ?? '',
    '',
    '',
    '',
  ]);
}

function line(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
