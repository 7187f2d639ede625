import classes from './signs.module.css';

export interface BarPart {
  readonly value: number;
  readonly kind: 'solid' | 'hatched' | 'pass' | 'quiet' | 'excepted';
  /** Which token colours a solid part. */
  readonly tone?: 'critical' | 'high' | 'medium' | 'low';
}

/** A bar of counts from zero, `of` being the full width. The numbers stand beside it in words: the bar itself is not read out. */
export function CountBar({ parts, of }: { readonly parts: readonly BarPart[]; readonly of: number }) {
  const kinds = {
    solid: classes['barSolid'],
    hatched: `${classes['hatched']} ${classes['barHatched']}`,
    pass: classes['barPass'],
    quiet: classes['barQuiet'],
    excepted: classes['barExcepted'],
  };
  return (
    <span className={classes['bar']} aria-hidden>
      {parts.map((part, index) =>
        part.value > 0 ? (
          // The parts of one bar are few, fixed and never reordered.
          // oxlint-disable-next-line react/no-array-index-key
          <span
            key={index}
            className={`${kinds[part.kind]} ${part.tone ? classes[part.tone] : ''}`}
            style={{ width: `${(100 * part.value) / Math.max(1, of)}%` }}
          />
        ) : null,
      )}
    </span>
  );
}
