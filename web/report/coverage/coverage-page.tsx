import { useMemo } from 'react';
import { doctorCommand, scanCommand } from '../../../src/report/commands.ts';
import { CopyableBlock } from '../command/copyable.tsx';
import layout from '../layout/layout.module.css';
import { Page, Section } from '../layout/page.tsx';
import { useModel } from '../model/context.tsx';
import { curingRoles } from '../model/permission.ts';
import { Problems } from '../overview/run.tsx';
import { UnknownTable } from '../overview/unknowns.tsx';
import { useNavigation } from '../place/navigation.tsx';
import { CountBar } from '../signs/bar.tsx';
import { UnknownSwatch } from '../signs/verdict.tsx';
import { count, counted } from '../words/number.ts';
import { Time } from '../words/words.tsx';
import classes from './coverage.module.css';
import { type CoverageRow, coverageRows, isUnread, missingPermissions, wasAsked } from './coverage-rows.ts';
import { coverageSentence } from './coverage-sentence.ts';
import { ReadTable } from './read-table.tsx';

/** What was looked at and what was not: every resource type of every cluster, the permission that is missing, and the cure. */
export function CoveragePage() {
  const model = useModel();
  const { place } = useNavigation();
  const chosen = place.query['cluster'];
  const clusters = useMemo(
    () => model.report.clusters.filter((cluster) => !chosen || chosen.includes(cluster.id)),
    [model, chosen],
  );
  const namespaces = place.query['namespace'];
  const rows = useMemo(() => coverageRows(clusters, namespaces), [clusters, namespaces]);
  const unread = rows.filter(isUnread);
  const asked = rows.filter(wasAsked);
  const permissions = missingPermissions(unread);
  const ids = new Set(clusters.map(({ id }) => id));
  const unknown = model.rows.filter(
    ({ finding }) => finding.verdict === 'unknown' && ids.has(finding.cluster),
  );
  // Files have no permissions that doctor could look at.
  const isLive = clusters.some(({ source }) => source === 'live');
  const command = isLive ? doctorCommand({ run: model.report.run, clusters }) : scanCommand(model.report);
  return (
    <Page sentence={coverageSentence(clusters, rows)} command={command}>
      <Problems report={model.report} />
      <Section title={clusters.length === 1 ? 'Cluster' : 'Clusters'}>
        <table className={layout['rows']}>
          <colgroup>
            <col style={{ width: '24%' }} />
            <col style={{ width: 88 }} />
            <col style={{ width: 72 }} />
            <col style={{ width: 84 }} />
            <col style={{ width: 84 }} />
            <col style={{ width: 96 }} />
            <col />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Cluster</th>
              <th scope="col">Source</th>
              <th scope="col" data-align="end">
                Read
              </th>
              <th scope="col" data-align="end">
                <span className={classes['withSwatch']}>
                  <UnknownSwatch />
                  Not
                </span>
              </th>
              <th scope="col" data-align="end">
                Objects
              </th>
              <th scope="col">When</th>
              <th scope="col">Resource types read, and not</th>
            </tr>
          </thead>
          <tbody>
            {clusters.map((cluster) => {
              const own = rows.filter((row) => row.clusterId === cluster.id);
              const lost = own.filter(isUnread).length;
              const asked = own.filter(wasAsked).length;
              return (
                <tr key={cluster.id}>
                  <th scope="row" title={cluster.name}>
                    {cluster.name}
                  </th>
                  <td>{cluster.source}</td>
                  {cluster.state === 'unreachable' ? (
                    <td colSpan={5} data-wrap>
                      <span className={classes['withSwatch']}>
                        <UnknownSwatch />
                        <span>Could not be reached: all of it is unknown. {cluster.error}</span>
                      </span>
                    </td>
                  ) : (
                    <>
                      <td data-align="end">{count(asked - lost)}</td>
                      <td data-align="end">{count(lost)}</td>
                      <td data-align="end">{count(cluster.objects)}</td>
                      <td>
                        <Time time={cluster.endedAt} />
                      </td>
                      <td>
                        <CountBar
                          of={asked}
                          parts={[
                            { value: asked - lost, kind: 'pass' },
                            { value: lost, kind: 'hatched' },
                          ]}
                        />
                      </td>
                    </>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Section>
      {unread.length > 0 ? (
        <Section
          title="Could not be read"
          aside={`${counted(unread.length, 'read')} of ${count(asked.length)}; what depends on them is unknown, never passed`}
        >
          <ReadTable rows={unread} many={model.report.clusters.length > 1} />
        </Section>
      ) : null}
      {unknown.length > 0 ? (
        <Section title="Could not be judged" aside={`${counted(unknown.length, 'check')}, by reason`}>
          <UnknownTable rows={unknown} scope={chosen ? { cluster: chosen } : {}} />
        </Section>
      ) : null}
      {permissions.length > 0 ? (
        <Section title="The cure" aside="grants what was denied and nothing else; bind it to who reads">
          <CopyableBlock text={curingRoles(permissions)} what="roles" />
        </Section>
      ) : null}
      {model.report.notConnected.length > 0 ? <NotConnected /> : null}
      <Read rows={rows} many={model.report.clusters.length > 1} />
    </Page>
  );
}

function Read({ rows, many }: { readonly rows: readonly CoverageRow[]; readonly many: boolean }) {
  const read = rows.filter((row) => wasAsked(row) && !isUnread(row));
  const leftOut = rows.filter((row) => !wasAsked(row));
  return (
    <>
      {read.length > 0 ? (
        <Section title="Read" aside={counted(read.length, 'resource type')}>
          <ReadTable rows={read} many={many} />
        </Section>
      ) : null}
      {leftOut.length > 0 ? (
        <Section title="Left out on purpose" aside={counted(leftOut.length, 'resource type')}>
          <ReadTable rows={leftOut} many={many} />
        </Section>
      ) : null}
    </>
  );
}

function NotConnected() {
  const { report } = useModel();
  return (
    <Section title="Not connected in this run" aside="said once: these are no failures to read">
      <table className={layout['rows']}>
        <colgroup>
          <col style={{ width: 160 }} />
          <col />
          <col style={{ width: 84 }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">What that means</th>
            <th scope="col" data-align="end">
              Controls
            </th>
          </tr>
        </thead>
        <tbody>
          {report.notConnected.map(({ source, meaning, controls }) => (
            <tr key={meaning}>
              <th scope="row">{source}</th>
              <td data-wrap>{meaning}</td>
              <td data-align="end">{count(controls)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
