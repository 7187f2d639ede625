import { useLayoutEffect, useState } from 'react';
import { isTyping } from '../shell/shortcuts.ts';
import { entriesOf, type Grouping } from './column.ts';

interface RowKeys<T> {
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly grouping: Grouping<T> | undefined;
  readonly current: string | undefined;
  readonly opened: boolean;
  readonly onMove: (id: string) => void;
  readonly onOpen: (row: T | undefined, replace?: boolean) => void;
}

const steps: Readonly<Record<string, number>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
const allOpen = (): boolean => true;

/** `j` and `k` move through the rows as they stand on the screen, arrows too while one is open; Enter opens, Esc closes. */
export function useRowKeys<T>({ rows, rowKey, grouping, current, opened, onMove, onOpen }: RowKeys<T>): void {
  // In the same breath as the drawing: a key never meets the rows of a moment ago.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (event.key === 'Escape' && opened) return onOpen(undefined);
      if (event.key === 'Enter' && !opened && current !== undefined && !onControl(event))
        return onOpen(rows.find((row) => rowKey(row) === current));
      const step = steps[event.key];
      if (step === undefined || (event.key.startsWith('Arrow') && !opened)) return;
      const lines = grouping
        ? entriesOf(rows, grouping, allOpen).flatMap((entry) => (entry.kind === 'row' ? [entry.row] : []))
        : rows;
      const at = lines.findIndex((row) => rowKey(row) === current);
      const next = lines[at < 0 ? 0 : Math.min(lines.length - 1, Math.max(0, at + step))];
      if (!next) return;
      event.preventDefault();
      if (opened) onOpen(next, true);
      else {
        // Enter must not open the row that had the focus before.
        const { activeElement } = document;
        if (activeElement instanceof HTMLElement && activeElement.closest('tbody')) activeElement.blur();
        onMove(rowKey(next));
        // The row is drawn in the next frame, in the one after that when it had to be scrolled to.
        requestAnimationFrame(() => requestAnimationFrame(focusRow));
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [rows, rowKey, grouping, current, opened, onMove, onOpen]);
}

/** The row that the keys are at, on a page whose rows lead to pages of their own. */
export function useRowCursor<T>({
  rows,
  rowKey,
  onOpen,
}: Pick<RowKeys<T>, 'rows' | 'rowKey' | 'onOpen'>): string | undefined {
  const [current, onMove] = useState<string>();
  useRowKeys({ rows, rowKey, grouping: undefined, current, opened: false, onMove, onOpen });
  return current;
}

/** Puts the keyboard where the eye is: on the first link of the current row. */
export function focusRow(): void {
  document.querySelector<HTMLElement>('tr[data-current] a')?.focus({ preventScroll: true });
}

/** Enter on a link or button is that control's own. */
function onControl(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest('a, button') !== null;
}
