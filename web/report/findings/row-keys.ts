import { useEffect } from 'react';
import type { FindingRow } from '../model/model.ts';
import { isTyping } from '../shell/shortcuts.ts';
import { entriesOf, type Grouping } from '../table/column.ts';

interface RowKeys {
  readonly rows: readonly FindingRow[];
  readonly grouping: Grouping<FindingRow> | undefined;
  readonly current: string | undefined;
  readonly opened: boolean;
  readonly onMove: (id: string) => void;
  readonly onOpen: (row: FindingRow | undefined, replace?: boolean) => void;
}

const steps: Readonly<Record<string, number>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
const allOpen = (): boolean => true;

/** `j` and `k` move through the rows as they stand on the screen, arrows too while a finding is open; Enter opens, Esc closes. */
export function useRowKeys({ rows, grouping, current, opened, onMove, onOpen }: RowKeys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (event.key === 'Escape' && opened) return onOpen(undefined);
      if (event.key === 'Enter' && !opened && current !== undefined && !onControl(event)) return onOpen(rows.find((row) => row.finding.instanceId === current));
      const step = steps[event.key];
      if (step === undefined || (event.key.startsWith('Arrow') && !opened)) return;
      const lines = grouping ? entriesOf(rows, grouping, allOpen).flatMap((entry) => (entry.kind === 'row' ? [entry.row] : [])) : rows;
      const at = lines.findIndex((row) => row.finding.instanceId === current);
      const next = lines[at < 0 ? 0 : Math.min(lines.length - 1, Math.max(0, at + step))];
      if (!next) return;
      event.preventDefault();
      if (opened) onOpen(next, true);
      else onMove(next.finding.instanceId);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [rows, grouping, current, opened, onMove, onOpen]);
}

/** Enter on a link or button is that control's own. */
function onControl(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest('a, button') !== null;
}
