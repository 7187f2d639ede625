import layout from '../layout/layout.module.css';
import { Section } from '../layout/page.tsx';
import { useModel } from '../model/context.tsx';
import type { FindingRow } from '../model/model.ts';
import { PlaceLink } from '../place/navigation.tsx';
import type { Query } from '../place/place.ts';
import { usePrinting } from '../print/printing.ts';
import { SeveritySign } from '../signs/severity.tsx';
import { count, counted } from '../words/number.ts';
import { CountLink } from '../words/words.tsx';
import { causesOf } from './causes-in-scope.ts';

const shown = 8;

/** What to do first: one change each, with all that it cures. */
export function Causes({ rows, scope }: { readonly rows: readonly FindingRow[]; readonly scope: Query }) {
  const model = useModel();
  const printing = usePrinting();
  const causes = causesOf(rows);
  if (causes.length === 0) return null;
  const all = model.report.clusters.length;
  const many = all > 1;
  return (
    <Section title="What to do first" aside={`one change each; ${counted(causes.length, 'cause')} in all`}>
      <table className={layout['rows']}>
        <colgroup>
          <col style={{ width: 28 }} />
          <col style={{ width: 92 }} />
          <col style={{ width: '40%' }} />
          <col />
          {many ? <col style={{ width: 96 }} /> : null}
          <col style={{ width: 84 }} />
          <col style={{ width: 76 }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Severity</th>
            <th scope="col">Change</th>
            <th scope="col">At</th>
            {many ? (
              <th scope="col" data-align="end">
                Clusters
              </th>
            ) : null}
            <th scope="col" data-align="end">
              Workloads
            </th>
            <th scope="col" data-align="end">
              Findings
            </th>
          </tr>
        </thead>
        <tbody>
          {causes.slice(0, printing ? 100 : shown).map(({ cause, findings, workloads, clusters }, index) => (
            <tr key={cause.id}>
              <td className={layout['quiet']}>{index + 1}</td>
              <td>
                <SeveritySign severity={cause.severity} />
              </td>
              <td title={cause.title}>
                <PlaceLink path={['findings']} query={{ ...scope, cause: [cause.id] }}>
                  {cause.title}
                </PlaceLink>
              </td>
              <td title={cause.changeAt}>{cause.changeAt}</td>
              {many ? (
                <td data-align="end">
                  {count(clusters)} of {count(all)}
                </td>
              ) : null}
              <td data-align="end">{count(workloads)}</td>
              <td data-align="end">
                <CountLink
                  value={findings}
                  of="findings with this cause"
                  query={{ ...scope, cause: [cause.id] }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {causes.length > shown ? (
        <p className={layout['more']} data-screen-only>
          <PlaceLink path={['findings']} query={{ ...scope, verdict: ['fail'], group: ['cause'] }}>
            All {count(causes.length)} causes
          </PlaceLink>
        </p>
      ) : null}
    </Section>
  );
}
