import { quotedWord } from '../../../src/report/commands.ts';
import layout from '../../report/layout/layout.module.css';
import { Columns, Facts, Page, Section } from '../../report/layout/page.tsx';
import { PlaceLink } from '../../report/place/navigation.tsx';
import { NotFound } from '../../report/states/states.tsx';
import { connectionPath } from '../connection/connection.ts';
import { useMap } from '../model/map-context.tsx';
import { type PeerRow, peersOf } from '../model/network.ts';
import { NotKnown } from '../not-known.tsx';
import { PeersTable } from '../peers-table.tsx';
import { mapCommand } from '../words.ts';
import { InternetSign, IsolationSign } from './isolation-sign.tsx';
import { workloadSentence } from './workload-sentence.ts';

interface WorkloadPageProps {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

/** One workload: how it stands, by which policies, who connects to it and whom it connects to. */
export function WorkloadPage({ namespace, kind, name }: WorkloadPageProps) {
  const { network, cluster, model, kept } = useMap();
  const rows = cluster.workloads.filter(
    (each) => each.namespace === namespace && each.kind === kind && each.name === name,
  );
  const [first] = rows;
  const group = first && cluster.groups[first.group];
  if (first === undefined || group === undefined) return <NotFound what={`workload ${namespace}/${name}`} />;
  const into = peersOf(model, first.group, 'into');
  const out = peersOf(model, first.group, 'out');
  const isKnown = group.unjudged.length === 0;
  return (
    <Page
      sentence={[workloadSentence(cluster, `${kind} ${namespace}/${name}`, isKnown, { into, out })]}
      command={`${mapCommand(network)} --by pod -n ${quotedWord(namespace)}`}
    >
      <NotKnown />
      <Columns>
        <Section title="How it stands">
          <Facts
            facts={[
              ['Ingress', <IsolationSign key="ingress" state={first.ingress} />],
              ['Egress', <IsolationSign key="egress" state={first.egress} />],
              ['Internet', <InternetSign key="internet" state={first.internet} />],
              ['Metadata', reachTexts[first.reaches.metadata]],
              ['Kubelet', reachTexts[first.reaches.kubelet]],
              ['API server', reachTexts[first.reaches.apiServer]],
              ['Pods', rows.reduce((sum, { pods }) => sum + pods, 0)],
              [
                'On the map',
                <PlaceLink key="map" path={['map']} query={{ ...kept, at: [namespace] }}>
                  {namespace}
                </PlaceLink>,
              ],
            ]}
          />
          {rows.length > 1 ? (
            <p className={layout['quiet']}>
              Its pods do not all stand alike: this is the first of {rows.length} kinds.
            </p>
          ) : null}
        </Section>
        <Section title="Policies that hold for it">
          <Facts
            facts={[
              ['Ingress', policies(group.ingress)],
              ['Egress', policies(group.egress)],
              ...(isKnown ? [] : [['Not judged', group.unjudged.join(', ')] as const]),
            ]}
          />
        </Section>
      </Columns>
      <Peers
        title="Connects to it"
        rows={into}
        isKnown={isKnown}
        connectionOf={(peer) => connectionPath(peer, first.group)}
      />
      <Peers
        title="It connects to"
        rows={out}
        isKnown={isKnown}
        connectionOf={(peer) => connectionPath(first.group, peer)}
      />
    </Page>
  );
}

const reachTexts = { yes: 'reached', no: 'not reached', unknown: 'not known' } as const;

function policies(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

function Peers({
  title,
  rows,
  isKnown,
  connectionOf,
}: {
  readonly title: string;
  readonly rows: readonly PeerRow[];
  readonly isKnown: boolean;
  readonly connectionOf: (peer: number) => readonly string[];
}) {
  const { cluster } = useMap();
  if (cluster.connections === undefined) return null;
  return (
    <Section title={title} aside={rows.length || undefined}>
      {rows.length === 0 ? (
        <p className={layout['quiet']}>{isKnown ? 'Nobody in the cluster.' : 'Not known.'}</p>
      ) : (
        <PeersTable label={title} rows={rows} connectionOf={connectionOf} />
      )}
    </Section>
  );
}
