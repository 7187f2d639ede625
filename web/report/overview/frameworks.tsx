import layout from '../layout/layout.module.css';
import { Section } from '../layout/page.tsx';
import { useModel } from '../model/context.tsx';
import { frameworkSummaries } from '../model/counts.ts';
import { PlaceLink } from '../place/navigation.tsx';
import { CountBar } from '../signs/bar.tsx';
import { count } from '../words/number.ts';

/** How many requirements of each framework this run says something about, and what. */
export function Frameworks() {
  const summaries = frameworkSummaries(useModel());
  if (summaries.length === 0) return null;
  return (
    <Section title="Frameworks" aside="mapped requirements, all clusters">
      <table className={layout['rows']}>
        <colgroup>
          <col />
          <col style={{ width: 52 }} />
          <col style={{ width: 76 }} />
          <col style={{ width: 56 }} />
          <col style={{ width: '20%' }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Framework</th>
            <th scope="col" data-align="end">
              Fail
            </th>
            <th scope="col" data-align="end">
              Unknown
            </th>
            <th scope="col" data-align="end">
              Pass
            </th>
            <th scope="col">Of all mapped</th>
          </tr>
        </thead>
        <tbody>
          {summaries.map(({ framework, requirements, failing, unknown, passing, notJudged }) => (
            <tr key={framework}>
              <th scope="row" title={framework}>
                <PlaceLink path={['findings']} query={{ framework: [framework] }}>
                  {framework}
                </PlaceLink>
              </th>
              <td data-align="end">{count(failing)}</td>
              <td data-align="end">{count(unknown)}</td>
              <td data-align="end">{count(passing)}</td>
              <td
                title={`${count(failing)} fail, ${count(unknown)} unknown, ${count(passing)} pass, ${count(notJudged)} with nothing to judge, of ${count(requirements)}`}
              >
                <CountBar
                  of={requirements}
                  parts={[
                    { value: failing, kind: 'solid' },
                    { value: unknown, kind: 'hatched' },
                    { value: passing, kind: 'pass' },
                    { value: notJudged, kind: 'quiet' },
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
