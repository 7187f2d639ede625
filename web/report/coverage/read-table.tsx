import { useState } from 'react';
import layout from '../layout/layout.module.css';
import { permissionText } from '../model/permission.ts';
import { usePrinting } from '../print/printing.ts';
import { UnknownSwatch } from '../signs/verdict.tsx';
import { count } from '../words/number.ts';
import { Time } from '../words/words.tsx';
import classes from './coverage.module.css';
import { type CoverageRow, isUnread, stateWord, wasAsked } from './coverage-rows.ts';

const shownAtFirst = 40;

/** One line for each resource type and, where reads were narrower, each namespace. */
export function ReadTable({ rows, many }: { readonly rows: readonly CoverageRow[]; readonly many: boolean }) {
  const [all, setAll] = useState(false);
  const printing = usePrinting();
  const shown = all || printing ? rows : rows.slice(0, shownAtFirst);
  const lost = rows.some((row) => isUnread(row) || !wasAsked(row));
  return (
    <>
      <table className={layout['rows']}>
        <colgroup>
          <col style={{ width: 116 }} />
          <col style={{ width: lost ? '18%' : '34%' }} />
          {many ? <col style={{ width: '12%' }} /> : null}
          <col style={{ width: 128 }} />
          {lost ? <col style={{ width: '22%' }} /> : null}
          {lost ? <col /> : null}
          <col style={{ width: 64 }} />
          <col style={{ width: 84 }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Resource</th>
            {many ? <th scope="col">Cluster</th> : null}
            <th scope="col">Namespace</th>
            {lost ? <th scope="col">Missing permission</th> : null}
            {lost ? <th scope="col">What was said</th> : null}
            <th scope="col" data-align="end">
              Objects
            </th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.key}>
              <td>
                <span className={classes['withSwatch']}>
                  {isUnread(row) ? <UnknownSwatch /> : null}
                  {stateWord(row)}
                </span>
              </td>
              <td className={layout['mono']} title={row.name} data-wrap>
                {row.name}
              </td>
              {many ? <td title={row.clusterName}>{row.clusterName}</td> : null}
              <td className={row.namespace ? layout['mono'] : layout['quiet']} title={row.namespace}>
                {row.namespace ?? (row.namespaced ? 'every namespace' : 'cluster')}
              </td>
              {lost ? (
                <td data-wrap>{row.permission ? <code>{permissionText(row.permission)}</code> : ''}</td>
              ) : null}
              {lost ? <td data-wrap>{row.reason}</td> : null}
              <td data-align="end">
                {(isUnread(row) || !wasAsked(row)) && row.objects === 0 ? '' : count(row.objects)}
              </td>
              <td>
                <Time time={row.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown.length ? (
        <p className={layout['more']}>
          <button type="button" className={classes['all']} onClick={() => setAll(true)}>
            Show all {count(rows.length)}
          </button>
        </p>
      ) : null}
    </>
  );
}
