import type { Report } from '../../../src/report/schema.ts';
import layout from '../layout/layout.module.css';
import { Facts, Section } from '../layout/page.tsx';
import { counted } from '../words/number.ts';
import { duration, exactUtc } from '../words/time.ts';
import classes from './overview.module.css';

/** What went wrong while reading, before anything else: the rest of the page stands on what was left. */
export function Problems({ report }: { readonly report: Report }) {
  if (report.problems.length === 0) return null;
  const errors = report.problems.filter(({ severity }) => severity === 'error').length;
  return (
    <Section
      title={errors > 0 ? `${counted(errors, 'error')} while reading` : 'While reading'}
      aside="everything else was judged"
    >
      <ul className={classes['problems']}>
        {report.problems.slice(0, 20).map((problem) => (
          <li key={`${problem.code} ${problem.file ?? ''} ${problem.line ?? 0} ${problem.message}`}>
            <code>{problem.code}</code>
            <span>
              {problem.file ? (
                <code>{`${problem.file}${problem.line === undefined ? '' : `:${problem.line}`} `}</code>
              ) : null}
              {problem.message}
              {problem.hint ? <span className={layout['quiet']}> {problem.hint}</span> : null}
            </span>
          </li>
        ))}
      </ul>
      {report.problems.length > 20 ? (
        <p className={layout['more']}>{counted(report.problems.length - 20, 'more')} in the JSON report.</p>
      ) : null}
    </Section>
  );
}

/** Which exceptions are in use, which have ended and which cover nothing here. */
function exceptionsText({ exceptions }: Report): string {
  if (exceptions.length === 0) return 'none';
  const named = (rows: Report['exceptions']) =>
    rows
      .map(({ id, owner, expires, matched, ticket, approver }) => {
        const decided = [ticket, approver && `approved by ${approver}`].filter((part) => part !== undefined);
        return `${[`${id} of ${owner} until ${expires}`, ...decided].join(', ')} (${matched})`;
      })
      .join('; ');
  const expired = exceptions.filter(({ state }) => state === 'expired');
  const inForce = exceptions.filter(({ state }) => state !== 'expired');
  const used = inForce.filter(({ matched, changed = 0 }) => matched > changed);
  const changed = inForce.filter((exception) => (exception.changed ?? 0) > 0);
  const idle = inForce.filter(({ matched }) => matched === 0).length;
  return [
    `${counted(exceptions.length, 'exception')}, ${used.length} in use`,
    ...(used.length > 0 ? [`In use: ${named(used)}`] : []),
    ...(expired.length > 0 ? [`Expired, and open again: ${named(expired)}`] : []),
    ...(changed.length > 0
      ? [`Made for something else at the same place, and open again: ${named(changed)}`]
      : []),
    ...(idle > 0 ? [`${idle} ${idle === 1 ? 'covers' : 'cover'} nothing here`] : []),
  ].join('. ');
}

const outcomes = ['clean', 'failed', 'usage or error', 'incomplete'] as const;

/** Who read what, when, with which tool: what an auditor asks first. */
export function Run({ report }: { readonly report: Report }) {
  const { run, gate, tool } = report;
  const readers = [...new Set(report.clusters.flatMap((cluster) => cluster.reader ?? []))];
  return (
    <Section title="This run">
      <Facts
        facts={[
          [
            'Gate',
            `exit ${gate.exitCode}, ${outcomes[gate.exitCode]}; fails on ${gate.failOn}. ${gate.reasons.join(' ')}`,
          ],
          [
            'Read',
            `${exactUtc(run.startedAt)}, ${duration(run.startedAt, run.endedAt)}${readers.length > 0 ? `, by ${readers.join(', ')}` : ''}`,
          ],
          ['Tool', `plimsoll ${tool.version}, catalogue ${run.catalogueDigest}`],
          ['Settings', `flags ${run.flagsDigest}, config ${run.configDigest}`],
          ['Exceptions', exceptionsText(report)],
        ]}
      />
    </Section>
  );
}
