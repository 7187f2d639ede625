import {
  type AuditResults,
  type CloudIdentityState,
  type ClusterAccess,
  type WorkloadIdentity,
  workloadIdentities,
} from '../../../identity/index.ts';
import { counted, listed } from '../../../report/index.ts';
import type { AuditSection } from './audit-section.ts';
import { objectReference } from './object-reference.ts';

/** States in the order in which they are said; the last is not worth a row. */
const phrases: readonly (readonly [CloudIdentityState, string])[] = [
  ['broken', 'declared but broken'],
  ['static-credential', 'with a static credential'],
  ['node-identity-possible', 'with its node to fall back to'],
  ['unknown', 'not known'],
  ['federated', 'federated'],
  ['none-needed', 'without a sign of a cloud'],
];

const rowsShown = 10;
const worthRows: ReadonlySet<CloudIdentityState> = new Set([
  'broken',
  'static-credential',
  'node-identity-possible',
]);

/** How workloads get at identities of the cloud; nothing where none of them shows a sign of a cloud. */
export function cloudIdentitySection({ cluster }: ClusterAccess): AuditSection[] {
  const all = workloadIdentities(cluster);
  const count = (state: CloudIdentityState) => all.filter((each) => each.state === state).length;
  if (all.every(({ state }) => state === 'none-needed')) return [];
  const said = phrases.flatMap(([state, phrase]) => (count(state) === 0 ? [] : `${count(state)} ${phrase}`));
  const rows = phrases.flatMap(([state]) =>
    worthRows.has(state) ? all.filter((each) => each.state === state) : [],
  );
  const proofs = [...new Set(all.flatMap(({ state, proof }) => (state === 'unknown' ? (proof ?? []) : [])))];
  return [
    {
      title: 'Identities of the cloud',
      sentence: `${counted(all.length, 'pod template')}: ${listed(said)}.`,
      head: ['workload', 'what is wrong'],
      rows: rows.slice(0, rowsShown).map((each) => [name(each), each.message]),
      notes: [
        ...(rows.length > rowsShown ? [`and ${rows.length - rowsShown} more (-o json)`] : []),
        ...(proofs.length === 0
          ? []
          : ['What is not known, a saved answer says: plimsoll identity evidence prints the commands.']),
      ],
    },
  ];
}

/** The same for programs: workloads by what they are called, not by what is in them. */
export function cloudIdentityResults({
  cluster,
}: ClusterAccess): AuditResults['clusters'][number]['workloadIdentities'] {
  return workloadIdentities(cluster).map(
    ({ workload, template, state, how, identity, message, proof, wide }) => ({
      workload: objectReference(workload.reference),
      ...(template.name !== '' && { template: template.name }),
      serviceAccount: template.serviceAccountName,
      state,
      ...(how !== undefined && { how }),
      ...(identity !== undefined && { identity }),
      message,
      ...(proof !== undefined && { proof }),
      ...(wide !== undefined && { wide }),
    }),
  );
}

function name({ workload, template }: WorkloadIdentity): string {
  const { kind, namespace, name: own } = workload.reference;
  return `${kind} ${namespace}/${own}${template.name === '' ? '' : ` (${template.name})`}`;
}
