import { Menu } from '@mantine/core';
import { useModel } from '../model/context.tsx';
import { save, toCsv, toJson } from '../model/export.ts';
import type { FindingRow } from '../model/model.ts';
import { useNavigation } from '../place/navigation.tsx';
import { withQuery } from '../place/place.ts';
import { counted } from '../words/number.ts';
import { findingColumns, hiddenAtFirst } from './columns.tsx';
import bar from './filter-bar.module.css';

/** Grouping, columns, density and export of the findings table. What is chosen is in the URL. */
export function FindingTools({
  rows,
  hidden,
}: {
  readonly rows: readonly FindingRow[];
  readonly hidden: ReadonlySet<string>;
}) {
  const { place, go } = useNavigation();
  const { report } = useModel();
  const group = place.query['group']?.[0];
  const roomy = place.query['density']?.[0] === 'roomy';
  const setHidden = (id: string): void => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    const before = hiddenAtFirst(report);
    const same = next.size === before.length && before.every((column) => next.has(column));
    go(withQuery(place, { hide: same ? undefined : next.size === 0 ? ['none'] : [...next] }), {
      replace: true,
    });
  };
  return (
    <>
      <button
        type="button"
        className={bar['tool']}
        aria-pressed={group === 'cause'}
        onClick={() =>
          go(withQuery(place, { group: group === 'cause' ? undefined : ['cause'] }), { replace: true })
        }
      >
        Group by cause
      </button>
      <Menu>
        <Menu.Target>
          <button type="button" className={bar['tool']}>
            View
            <span className={bar['caret']} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {findingColumns
            .filter((column) => !column.fixed)
            .map((column) => (
              <Menu.CheckboxItem
                key={column.id}
                checked={!hidden.has(column.id)}
                onChange={() => setHidden(column.id)}
              >
                {column.header}
              </Menu.CheckboxItem>
            ))}
          <Menu.CheckboxItem
            checked={roomy}
            onChange={() =>
              go(withQuery(place, { density: roomy ? undefined : ['roomy'] }), { replace: true })
            }
          >
            Higher rows
          </Menu.CheckboxItem>
        </Menu.Dropdown>
      </Menu>
      <Menu>
        <Menu.Target>
          <button type="button" className={bar['tool']}>
            Export
            <span className={bar['caret']} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => save('findings.csv', 'text/csv', toCsv(rows))}>
            {counted(rows.length, 'row')} as CSV
          </Menu.Item>
          <Menu.Item onClick={() => save('findings.json', 'application/json', toJson(rows))}>
            {counted(rows.length, 'row')} as JSON
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
