import layout from '../layout/layout.module.css';
import { useModel } from '../model/context.tsx';
import { countBySeverity, totalCounts } from '../model/counts.ts';
import { type FindingRow, severities } from '../model/model.ts';
import { PlaceLink } from '../place/navigation.tsx';
import type { Query } from '../place/place.ts';
import { CountBar } from '../signs/bar.tsx';
import { SeveritySign } from '../signs/severity.tsx';
import { UnknownSwatch } from '../signs/verdict.tsx';
import { count } from '../words/number.ts';
import { CountLink } from '../words/words.tsx';
import classes from './overview.module.css';

/** Failures and unknowns per severity on one scale; every number opens its rows. */
export function SeverityTable({
  rows,
  scope,
}: {
  readonly rows: readonly FindingRow[];
  readonly scope: Query;
}) {
  const { report } = useModel();
  const counts = countBySeverity(rows);
  const most = Math.max(0, ...severities.map((severity) => counts[severity].fail + counts[severity].unknown));
  const total = totalCounts(report.controls);
  const scoped = Object.keys(scope).length > 0;
  return (
    <div className={classes['severities']}>
      <table className={layout['rows']} aria-label="Findings by severity">
        <colgroup>
          <col style={{ width: 96 }} />
          <col style={{ width: 80 }} />
          <col style={{ width: 92 }} />
          <col style={{ width: 84 }} />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Severity</th>
            <th scope="col" data-align="end">
              Fail
            </th>
            <th scope="col" data-align="end">
              <span className={classes['withSwatch']}>
                <UnknownSwatch />
                Unknown
              </span>
            </th>
            <th scope="col" data-align="end">
              Excepted
            </th>
            <th scope="col">{most > 0 ? `0 to ${count(most)}` : ''}</th>
          </tr>
        </thead>
        <tbody>
          {severities.map((severity) => (
            <tr key={severity}>
              <th scope="row">
                <SeveritySign severity={severity} />
              </th>
              {(['fail', 'unknown', 'excepted'] as const).map((verdict) => (
                <td
                  key={verdict}
                  data-align="end"
                  className={verdict === 'fail' ? classes['failing'] : undefined}
                >
                  <CountLink
                    value={counts[severity][verdict]}
                    of={`${severity} findings: ${verdict}`}
                    query={{ ...scope, severity: [severity], verdict: [verdict] }}
                  />
                </td>
              ))}
              <td>
                <CountBar
                  of={most}
                  parts={[
                    { value: counts[severity].fail, kind: 'solid', tone: severity },
                    { value: counts[severity].unknown, kind: 'hatched' },
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {scoped ? null : (
        <p className={classes['small']}>
          <PlaceLink path={['controls']}>{count(total.pass)}</PlaceLink>{' '}
          {total.pass === 1 ? 'check passes' : 'checks pass'}
          {total['provider-managed'] > 0
            ? `, ${count(total['provider-managed'])} managed by the provider`
            : ''}
          {total.attested > 0 ? `, ${count(total.attested)} attested` : ''}
          {total['not-applicable'] > 0 ? `, ${count(total['not-applicable'])} not applicable` : ''}.
        </p>
      )}
    </div>
  );
}
