import { useMemo } from 'react';
import { objectCommand } from '../../../src/report/commands.ts';
import layout from '../layout/layout.module.css';
import { Columns, Facts, Page, Section } from '../layout/page.tsx';
import { useModel } from '../model/context.tsx';
import { type FindingRow, severities } from '../model/model.ts';
import { PlaceLink } from '../place/navigation.tsx';
import { SeveritySign } from '../signs/severity.tsx';
import { VerdictSign } from '../signs/verdict.tsx';
import { NotFound } from '../states/states.tsx';
import { count } from '../words/number.ts';
import { subjectSentence } from './subject-sentence.ts';

/** One workload, or any other object with findings: all that is known of it as one story. */
export function SubjectPage({ path }: { readonly path: readonly string[] }) {
  const model = useModel();
  const key = path.join('/');
  const rows = useMemo(
    () => model.rows.filter((row) => row.subjectKey === key).sort(bySeverity),
    [model, key],
  );
  const workload = model.workloadByKey.get(key);
  const [first] = rows;
  const object = workload?.reference ?? first?.finding.subject;
  const clusterId = workload?.cluster ?? first?.finding.cluster;
  if (!object || clusterId === undefined)
    return (
      <NotFound
        what={`findings on ${path.slice(-3).join('/')}`}
        because="Only objects with findings have a page."
      />
    );
  const command = objectCommand(model.report, clusterId, object);
  const groups = Map.groupBy(rows, (row) => row.finding.subject.container ?? '');
  return (
    <Page sentence={subjectSentence(object, rows, workload)} command={command}>
      <Columns>
        <Section title="What it is">
          <Facts
            facts={[
              ['Kind', object.group ? `${object.kind} (${object.group})` : object.kind],
              ['Cluster', model.clusterById.get(clusterId)?.name ?? clusterId],
              ...(object.namespace
                ? [
                    [
                      'Namespace',
                      <PlaceLink
                        key="namespace"
                        path={['findings']}
                        query={{ cluster: [clusterId], namespace: [object.namespace] }}
                      >
                        {object.namespace}
                      </PlaceLink>,
                    ] as const,
                  ]
                : []),
              ...(workload
                ? [['Service account', <code key="account">{workload.serviceAccountName}</code>] as const]
                : []),
              ...(workload?.replicas === undefined ? [] : [['Replicas', count(workload.replicas)] as const]),
              ...(workload?.team ? [['Team', workload.team] as const] : []),
              ...(workload && workload.scopes.length > 0
                ? [['Scopes', workload.scopes.join(', ')] as const]
                : []),
            ]}
          />
        </Section>
        {workload ? (
          <Section title="Where it comes from">
            <Facts
              facts={[
                ['Change it at', workload.sourceOfTruth.changeAt],
                [
                  'In the cluster',
                  workload.sourceOfTruth.reverts
                    ? 'A change made there would be reverted.'
                    : 'A change made there would stay.',
                ],
                [
                  'Known by',
                  workload.sourceOfTruth.evidence.length === 0 ? (
                    'nothing that says so'
                  ) : (
                    <Lines key="evidence" lines={workload.sourceOfTruth.evidence} />
                  ),
                ],
              ]}
            />
          </Section>
        ) : null}
      </Columns>
      {workload && workload.images.length > 0 ? (
        <Section title="Containers">
          <table className={layout['rows']}>
            <colgroup>
              <col style={{ width: 200 }} />
              <col />
              <col style={{ width: 84 }} />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">Container</th>
                <th scope="col">Image</th>
                <th scope="col" data-align="end">
                  Findings
                </th>
              </tr>
            </thead>
            <tbody>
              {workload.images.map(({ container, image }) => (
                <tr key={container}>
                  <td className={layout['mono']} title={container}>
                    {container}
                  </td>
                  <td className={layout['mono']} data-wrap>
                    {image}
                  </td>
                  <td data-align="end">{count(groups.get(container)?.length ?? 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      ) : null}
      {[...groups].map(([container, members]) => (
        <Section
          key={container}
          title={container === '' ? `On the ${object.kind}` : `In container ${container}`}
        >
          <SubjectFindings rows={members} subject={key} />
        </Section>
      ))}
      {rows.length === 0 ? <p>Nothing fails here and nothing was left unjudged.</p> : null}
    </Page>
  );
}

function SubjectFindings({
  rows,
  subject,
}: {
  readonly rows: readonly FindingRow[];
  readonly subject: string;
}) {
  return (
    <table className={layout['rows']}>
      <colgroup>
        <col style={{ width: 96 }} />
        <col style={{ width: 116 }} />
        <col style={{ width: '30%' }} />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Severity</th>
          <th scope="col">Verdict</th>
          <th scope="col">Control</th>
          <th scope="col">What is there</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.finding.instanceId}>
            <td>
              <SeveritySign severity={row.finding.severity} />
            </td>
            <td>
              <VerdictSign verdict={row.finding.verdict} />
            </td>
            <td title={row.control?.title}>
              <PlaceLink path={['findings']} query={{ workload: [subject], open: [row.finding.instanceId] }}>
                {row.control?.title ?? row.finding.control}
              </PlaceLink>
            </td>
            <td data-wrap>{row.finding.message}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>
          <code>{line}</code>
        </li>
      ))}
    </ul>
  );
}

function bySeverity(a: FindingRow, b: FindingRow): number {
  return severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity);
}
