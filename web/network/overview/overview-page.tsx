import layout from '../../report/layout/layout.module.css';
import { Columns, Page, Section } from '../../report/layout/page.tsx';
import { PlaceLink } from '../../report/place/navigation.tsx';
import { RowsTable } from '../../report/table/rows-table.tsx';
import { count } from '../../report/words/number.ts';
import { SentenceText } from '../../report/words/words.tsx';
import { exposureSentence } from '../exposure/exposure-rows.ts';
import { useMap } from '../model/map-context.tsx';
import { NotKnown } from '../not-known.tsx';
import { isWhole } from '../seen.ts';
import { mapCommand } from '../words.ts';
import { factsOf, isReachedByAll, overviewSentence } from './overview-sentence.ts';

/** What is open in one cluster, and by which reading of its policies. */
export function OverviewPage() {
  const { network, cluster, kept } = useMap();
  return (
    <Page sentence={overviewSentence(cluster, kept)} command={mapCommand(network)}>
      <NotKnown />
      {cluster.error === undefined ? (
        <>
          <Columns>
            <Facts />
            <Section title="How it was read">
              {cluster.facts.map((fact) => (
                <p key={fact}>{fact}</p>
              ))}
              <p className={layout['quiet']}>Computed from configuration, not probed.</p>
            </Section>
          </Columns>
          <Exposure />
          <Namespaces />
        </>
      ) : null}
      {network.clusters.length > 1 ? <Clusters /> : null}
    </Page>
  );
}

function Facts() {
  const { cluster, kept } = useMap();
  const facts = factsOf(cluster);
  return (
    <Section title="What stands out">
      {facts.length === 0 ? (
        <p className={layout['quiet']}>
          {isWhole(cluster)
            ? 'Nothing: every workload is isolated in both directions.'
            : 'Nothing of what could be read.'}
        </p>
      ) : (
        <RowsTable
          label="What stands out"
          head={[['Workloads', 90], ['What']]}
          rows={facts.map(({ count: found, what, query }) => ({
            key: what,
            cells: [
              <PlaceLink key="count" path={['workloads']} query={{ ...kept, ...query }}>
                {count(found)} of {count(cluster.workloads.length)}
              </PlaceLink>,
              what,
            ],
          }))}
        />
      )}
    </Section>
  );
}

/** What the internet reaches, in a sentence that leads there. */
function Exposure() {
  const { cluster, kept } = useMap();
  return (
    <Section title="From outside">
      <p>
        <SentenceText sentence={exposureSentence(cluster, kept)} />
      </p>
    </Section>
  );
}

/** Each namespace in one line, the most open first. */
function Namespaces() {
  const { cluster, model, kept } = useMap();
  const rows = model.namespaces.map((namespace) => {
    const workloads = cluster.workloads.filter((workload) => workload.namespace === namespace);
    const of = (test: (workload: (typeof workloads)[number]) => boolean) => workloads.filter(test).length;
    return {
      namespace,
      total: workloads.length,
      reached: of(isReachedByAll),
      leaves: of(({ internet }) => internet === 'any-port'),
      unknown: of(({ ingress, egress }) => ingress === 'unknown' || egress === 'unknown'),
    };
  });
  rows.sort((left, right) => right.reached + right.leaves - left.reached - left.leaves);
  const link = (found: number, namespace: string, query: Readonly<Record<string, readonly string[]>>) =>
    found === 0 ? (
      <span className={layout['quiet']}>0</span>
    ) : (
      <PlaceLink path={['workloads']} query={{ ...kept, namespace: [namespace], ...query }}>
        {count(found)}
      </PlaceLink>
    );
  return (
    <Section title="Namespaces" aside={rows.length}>
      <RowsTable
        label="Namespaces"
        head={[
          ['Namespace'],
          ['Workloads', 90],
          ['Reached from everywhere', 170],
          ['Reach the whole internet', 170],
          ['Not known', 90],
        ]}
        rows={rows.map(({ namespace, total, reached, leaves, unknown }) => ({
          key: namespace,
          cells: [
            <PlaceLink key="map" path={['map']} query={{ ...kept, at: [namespace] }}>
              {namespace}
            </PlaceLink>,
            link(total, namespace, {}),
            link(reached, namespace, { state: ['reached'] }),
            link(leaves, namespace, { internet: ['any-port'] }),
            link(unknown, namespace, { state: ['unknown'] }),
          ],
        }))}
      />
    </Section>
  );
}

function Clusters() {
  const { network } = useMap();
  return (
    <Section title="Clusters" aside={network.clusters.length}>
      <RowsTable
        label="Clusters"
        head={[['Cluster'], ['Profile', 160], ['Workloads', 90], ['What stands out']]}
        rows={network.clusters.map((cluster) => ({
          key: cluster.name,
          cells: [
            <PlaceLink key="name" path={[]} query={{ cluster: [cluster.name] }}>
              {cluster.name}
            </PlaceLink>,
            cluster.error === undefined ? cluster.profile : 'not known',
            cluster.error === undefined ? count(cluster.workloads.length) : 'not known',
            cluster.error ??
              (factsOf(cluster)
                .slice(0, 2)
                .map(({ count: found, what }) => `${count(found)} ${what}`)
                .join('; ') ||
                (isWhole(cluster) ? 'nothing' : 'nothing of what could be read')),
          ],
        }))}
      />
    </Section>
  );
}
