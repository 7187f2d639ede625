import { useMemo } from 'react';
import { quotedWord } from '../../../src/report/commands.ts';
import type { ReportControl } from '../../../src/report/schema.ts';
import { CopyableBlock } from '../command/copyable.tsx';
import { OutsideLink } from '../findings/outside-link.tsx';
import layout from '../layout/layout.module.css';
import { Columns, Facts, Page, Section } from '../layout/page.tsx';
import { useModel } from '../model/context.tsx';
import { type FindingRow, type Verdict, verdicts } from '../model/model.ts';
import { subjectPath } from '../model/subject.ts';
import { PlaceLink } from '../place/navigation.tsx';
import { CountBar } from '../signs/bar.tsx';
import { SeveritySign } from '../signs/severity.tsx';
import { VerdictSign } from '../signs/verdict.tsx';
import { NotFound } from '../states/states.tsx';
import { count, counted } from '../words/number.ts';
import type { Sentence } from '../words/sentence.ts';
import { CountLink } from '../words/words.tsx';
import { UnknownCount } from './unknown-count.tsx';
import { verdictParts, verdictTotal } from './verdict-parts.ts';

const shownFindings = 20;
/** Verdicts that have rows of their own; of the others there are only counts. */
const listed: ReadonlySet<Verdict> = new Set(['fail', 'excepted']);

/** One control: what it asks and why, how it decides, what it found, what it is mapped to. */
export function ControlPage({ id }: { readonly id: string }) {
  const model = useModel();
  const control = model.controlById.get(id);
  const rows = useMemo(() => model.rows.filter((row) => row.finding.control === id), [model, id]);
  if (!control) return <NotFound what={`control ${id}`} />;
  const { counts } = control;
  const total = verdictTotal(counts);
  return (
    <Page sentence={sentenceOf(control)} command={`plimsoll policy show ${quotedWord(control.id)}`}>
      <Columns>
        <Section title="What it found" aside={`${counted(total, 'check')}`}>
          <CountBar of={total} parts={verdictParts(counts, control.severity)} />
          <table className={layout['rows']}>
            <tbody>
              {verdicts
                .filter((verdict) => counts[verdict] > 0)
                .map((verdict) => (
                  <tr key={verdict}>
                    <th scope="row">
                      <VerdictSign verdict={verdict} />
                    </th>
                    <td data-align="end">
                      {verdict === 'unknown' ? (
                        <UnknownCount control={control} unread={model.unreadByControl.get(id) ?? 0} />
                      ) : listed.has(verdict) ? (
                        <CountLink
                          value={counts[verdict]}
                          of={`findings: ${verdict}`}
                          query={{ control: [id], verdict: [verdict] }}
                        />
                      ) : (
                        count(counts[verdict])
                      )}
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        </Section>
        <Section title="Control">
          <Facts
            facts={[
              ['Severity', <SeveritySign key="severity" severity={control.severity} />],
              ['Id', <code key="id">{control.id}</code>],
              ['Area', control.area],
              ['Also known as', control.refs.length === 0 ? 'nothing else' : control.refs.join(', ')],
              ['File', <code key="file">{control.file}</code>],
            ]}
          />
        </Section>
        <Section title="Why it matters">
          <p>{control.why}</p>
          <ul className={layout['more']}>
            {control.references.map((reference) => (
              <li key={reference}>
                <OutsideLink url={reference} />
              </li>
            ))}
          </ul>
        </Section>
        <Section title="Fix">
          <Facts
            facts={[
              ['Change', control.remediation.summary],
              ...(control.remediation.mayBreak ? [['May break', control.remediation.mayBreak] as const] : []),
              ...(control.remediation.undo ? [['Undo', control.remediation.undo] as const] : []),
            ]}
          />
        </Section>
      </Columns>
      <Section title="Rule" aside="Kubernetes CEL, or the name of an analysis">
        <CopyableBlock text={control.rule.join('\n\n')} what="rule" />
      </Section>
      {rows.length > 0 ? <ControlFindings id={id} rows={rows} /> : null}
      {control.mappings.length > 0 ? (
        <Section title="Mapped to">
          <table className={layout['rows']}>
            <thead>
              <tr>
                <th scope="col">Framework</th>
                <th scope="col">Requirement</th>
                <th scope="col">Provenance</th>
              </tr>
            </thead>
            <tbody>
              {control.mappings.map(({ framework, requirement, provenance }) => (
                <tr key={`${framework} ${requirement}`}>
                  <td title={framework}>{framework}</td>
                  <td title={requirement}>{requirement}</td>
                  <td data-wrap>{provenance}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      ) : null}
    </Page>
  );
}

function ControlFindings({ id, rows }: { readonly id: string; readonly rows: readonly FindingRow[] }) {
  const many = useModel().report.clusters.length > 1;
  return (
    <Section
      title="Where"
      aside={
        rows.length > shownFindings
          ? `first ${shownFindings} of ${count(rows.length)}`
          : counted(rows.length, 'finding')
      }
    >
      <table className={layout['rows']}>
        <colgroup>
          <col style={{ width: 116 }} />
          <col style={{ width: '34%' }} />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Verdict</th>
            <th scope="col">Object</th>
            <th scope="col">What is there</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shownFindings).map((row) => {
            const { subject, cluster, instanceId, message, verdict } = row.finding;
            const name = `${subject.kind} ${subject.namespace ? `${subject.namespace}/` : ''}${subject.name}`;
            return (
              <tr key={instanceId}>
                <td>
                  <VerdictSign verdict={verdict} />
                </td>
                <td title={name}>
                  <PlaceLink path={subjectPath(cluster, subject)}>{name}</PlaceLink>
                  {many ? <span className={layout['quiet']}> {row.clusterName}</span> : null}
                </td>
                <td title={message}>
                  <PlaceLink
                    path={['findings']}
                    query={{ control: [id], open: [instanceId] }}
                    className={layout['plain']}
                  >
                    {message}
                  </PlaceLink>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {rows.length > shownFindings ? (
        <p className={layout['more']}>
          <PlaceLink path={['findings']} query={{ control: [id] }}>
            All {count(rows.length)} findings
          </PlaceLink>
        </p>
      ) : null}
    </Section>
  );
}

function sentenceOf(control: ReportControl): Sentence {
  const { fail, unknown } = control.counts;
  const judged = verdictTotal(control.counts) - unknown;
  const title = control.title.replace(/\.$/, '');
  const result =
    judged === 0 && unknown === 0
      ? 'nothing here to judge'
      : fail === 0
        ? `nothing that could be judged fails`
        : `fails ${count(fail)} of ${counted(judged, 'check')}`;
  return [`${title}: ${result}${unknown > 0 ? `; ${count(unknown)} could not be judged` : ''}.`];
}
