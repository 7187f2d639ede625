import { Copyable } from '../../report/command/copyable.tsx';
import layout from '../../report/layout/layout.module.css';
import { Columns, Facts, Page, Section } from '../../report/layout/page.tsx';
import { PlaceLink } from '../../report/place/navigation.tsx';
import { NotFound } from '../../report/states/states.tsx';
import { useMap } from '../model/map-context.tsx';
import type { PeerRow } from '../model/network.ts';
import { NotKnown } from '../not-known.tsx';
import { byTexts, mapCommand } from '../words.ts';
import { workloadPath } from '../workloads/workload-rows.ts';
import { betweenGroups, endText, reasonText, whyCommand } from './connection.ts';

/** Why the pods of one group can connect to those of another: the ports, and the policies of both sides. */
export function ConnectionPage({
  source,
  destination,
}: {
  readonly source: number;
  readonly destination: number;
}) {
  const { network, cluster, model } = useMap();
  const [from, to] = [cluster.groups[source], cluster.groups[destination]];
  if (from === undefined || to === undefined)
    return <NotFound what={`connection ${source} ${destination}`} />;
  const rows = betweenGroups(model, source, destination);
  const [first] = rows;
  const reach = mapCommand(network);
  const why =
    network.clusters.length === 1 &&
    whyCommand(reach, {
      source: nameOf(model.workloadsOf[source]?.[0]),
      destination: nameOf(model.workloadsOf[destination]?.[0]),
      ports: first?.ports ?? 'all connections',
    });
  return (
    <Page
      sentence={[sentenceOf(rows, endText(model, source), endText(model, destination))]}
      command={why || reach}
    >
      <NotKnown />
      {rows.map((row) => (
        <Section
          key={`${row.by} ${row.ports ?? ''}`}
          title={row.ports ?? 'all connections'}
          aside={byTexts[row.by]}
        >
          <p>{reasonText(row.by)}</p>
        </Section>
      ))}
      <Columns>
        <End title="From" at={source} direction="egress" />
        <End title="To" at={destination} direction="ingress" />
      </Columns>
      {why ? (
        <Section title="Rule by rule">
          <p className={layout['quiet']}>
            Which rule lets it through, which nearly matched and the smallest change, for one pair of pods:
          </p>
          <Copyable text={why} what="command" />
        </Section>
      ) : null}
    </Page>
  );
}

function nameOf(workload: { readonly namespace: string; readonly name: string } | undefined): string {
  return workload === undefined ? '' : `${workload.namespace}/${workload.name}`;
}

function sentenceOf(rows: readonly PeerRow[], from: string, to: string): string {
  if (rows.length === 0) return `${from} cannot connect to ${to}.`;
  return rows.some(({ by }) => by !== 'unknown')
    ? `${from} can connect to ${to}.`
    : `Whether ${from} can connect to ${to} is not known.`;
}

/** One side: its workloads, and the policies that decide in the direction of the connection. */
function End({
  title,
  at,
  direction,
}: {
  readonly title: string;
  readonly at: number;
  readonly direction: 'egress' | 'ingress';
}) {
  const { cluster, model, kept } = useMap();
  const group = cluster.groups[at];
  const workloads = model.workloadsOf[at] ?? [];
  const policies = group?.[direction] ?? [];
  const isOpen = direction === 'egress' ? group?.openEgress : group?.openIngress;
  return (
    <Section title={title} aside={group?.namespace}>
      <ul>
        {workloads.slice(0, mostNames).map((workload) => (
          <li key={`${workload.kind} ${workload.name}`}>
            <PlaceLink path={workloadPath(workload)} query={kept}>
              {`${workload.kind} ${workload.name}`}
            </PlaceLink>
          </li>
        ))}
        {workloads.length > mostNames ? <li>{workloads.length - mostNames} more</li> : null}
      </ul>
      <Facts
        facts={[
          [
            direction === 'egress' ? 'Egress policies' : 'Ingress policies',
            policies.length > 0 ? policies.join(', ') : isOpen ? 'none: open' : 'none',
          ],
          ...(group && group.unjudged.length > 0 ? [['Not judged', group.unjudged.join(', ')] as const] : []),
        ]}
      />
    </Section>
  );
}

const mostNames = 10;
