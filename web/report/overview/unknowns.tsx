import type { Report } from '../../../src/report/schema.ts';
import layout from '../layout/layout.module.css';
import { Section } from '../layout/page.tsx';
import { useModel } from '../model/context.tsx';
import { unknownByPermission } from '../model/counts.ts';
import type { FindingRow } from '../model/model.ts';
import { PlaceLink } from '../place/navigation.tsx';
import type { Query } from '../place/place.ts';
import { UnknownSwatch } from '../signs/verdict.tsx';
import { counted, listed } from '../words/number.ts';
import { CountLink } from '../words/words.tsx';
import classes from './overview.module.css';

/** What could not be seen, by what would cure it; sources that are not connected once, below. */
export function Unknowns({ rows, scope }: { readonly rows: readonly FindingRow[]; readonly scope: Query }) {
  const { report } = useModel();
  return (
    <Section
      title="What could not be seen"
      aside={<PlaceLink path={['coverage']}>coverage and cure</PlaceLink>}
    >
      {rows.every(({ finding }) => finding.verdict !== 'unknown') ? (
        <p>{nothingUnknown(report)}</p>
      ) : (
        <UnknownTable rows={rows} scope={scope} most={{ permissions: 10, others: 5 }} />
      )}
      {report.notConnected.length > 0 ? (
        <p className={layout['more']}>Not connected in this run: {notConnectedText(report)}.</p>
      ) : null}
    </Section>
  );
}

function notConnectedText({ notConnected }: Report): string {
  const idle = notConnected.filter(({ controls }) => controls === 0).map(({ source }) => source);
  return [
    ...notConnected
      .filter(({ controls }) => controls > 0)
      .map(({ source, controls }) => `${source} (${counted(controls, 'control waits', 'controls wait')})`),
    ...(idle.length > 0 ? [`${listed(idle)} (no control waits)`] : []),
  ].join('; ');
}

/** Unknown checks by what would cure them, each with the way to its rows. */
export function UnknownTable({
  rows,
  scope,
  most,
}: {
  readonly rows: readonly FindingRow[];
  readonly scope: Query;
  readonly most?: { readonly permissions: number; readonly others: number };
}) {
  const { permissions, others } = unknownByPermission(rows);
  return (
    <table className={layout['rows']}>
      <colgroup>
        <col />
        <col style={{ width: 84 }} />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Missing permission or reason</th>
          <th scope="col" data-align="end">
            Unknown
          </th>
        </tr>
      </thead>
      <tbody>
        {permissions.slice(0, most?.permissions).map(({ text, findings }) => (
          <tr key={text}>
            <td title={text}>
              <span className={classes['reason']}>
                <UnknownSwatch />
                <code>{text}</code>
              </span>
            </td>
            <td data-align="end">
              <CountLink
                value={findings}
                of={`checks unknown without ${text}`}
                query={{ ...scope, verdict: ['unknown'], permission: [text] }}
              />
            </td>
          </tr>
        ))}
        {others.slice(0, most?.others).map(({ message, state, findings }) => (
          <tr key={`${state} ${message}`}>
            <td title={message}>
              <span className={classes['reason']}>
                <UnknownSwatch />
                <span>{message}</span>
              </span>
            </td>
            <td data-align="end">
              <CountLink
                value={findings}
                of={`checks unknown: ${message}`}
                query={{ ...scope, verdict: ['unknown'], q: [message] }}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** No row is unknown: that is good news only where everything was read. */
function nothingUnknown(report: Report): string {
  if (report.clusters.length === 0) return 'Nothing was looked at.';
  if (report.clusters.every(({ state }) => state === 'complete'))
    return report.notConnected.some(({ controls }) => controls > 0)
      ? 'What could be looked at was judged; some controls wait for sources that this run has not.'
      : 'Nothing that this run looked for was left unjudged.';
  return 'No check in sight is unknown, but not everything could be read.';
}
