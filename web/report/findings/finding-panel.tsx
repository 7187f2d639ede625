import { useEffect, useRef } from 'react';
import type { FindingRow } from '../model/model.ts';
import { PlaceLink } from '../place/navigation.tsx';
import { focusRow } from '../table/row-keys.ts';
import { count } from '../words/number.ts';
import { FindingDetail } from './finding-detail.tsx';
import classes from './findings.module.css';

interface FindingPanelProps {
  readonly id: string;
  /** Absent when this report has no such finding. */
  readonly row: FindingRow | undefined;
  /** Place among the shown rows, from 0; -1 when a filter hides it. */
  readonly position: number;
  readonly total: number;
  readonly onClose: () => void;
  readonly onStep: (step: 1 | -1) => void;
}

/** One finding over the right half. The table beside it stays in use: this is no dialog. */
export function FindingPanel({ id, row, position, total, onClose, onStep }: FindingPanelProps) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    panel.current?.scrollTo(0, 0);
    // Another finding starts at its top.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [id]);
  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
    // Closing leaves the keyboard on the row.
    return focusRow;
  }, []);
  return (
    <aside ref={panel} className={classes['panel']} aria-label="Finding" tabIndex={-1}>
      <div className={classes['panelBar']}>
        <span className={classes['position']}>
          {position < 0 ? 'hidden by the filters' : `${count(position + 1)} of ${count(total)}`}
        </span>
        <button
          type="button"
          onClick={() => onStep(-1)}
          disabled={position <= 0}
          title="Previous (k)"
          aria-label="Previous finding"
        >
          ↑
        </button>
        <button
          type="button"
          onClick={() => onStep(1)}
          disabled={position < 0 || position + 1 >= total}
          title="Next (j)"
          aria-label="Next finding"
        >
          ↓
        </button>
        {row ? (
          <PlaceLink path={['finding', id]} className={classes['whole']}>
            open whole
          </PlaceLink>
        ) : null}
        <button type="button" onClick={onClose} title="Close (Esc)" aria-label="Close">
          ×
        </button>
      </div>
      {row ? (
        <FindingDetail row={row} heading="h2" />
      ) : (
        <p className={classes['gone']}>
          This report has no finding {id}. It may be cured, or of another scan.
        </p>
      )}
    </aside>
  );
}
