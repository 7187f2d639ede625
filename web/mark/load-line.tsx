import { useId } from 'react';
import { loadLineGeometry } from './geometry.ts';
import classes from './load-line.module.css';

interface LoadLineProps {
  /** Width and height in CSS pixels, 16 and up. */
  readonly size: number;
  /** Absent: nothing was judged; the whole disc is hatched. */
  readonly score?: { readonly lo: number; readonly hi: number; readonly coverage: number } | undefined;
  /** What a screen reader says; without it the drawing is decoration beside words that say the same. */
  readonly label?: string;
}

const nothing = { lo: 0, hi: 100, coverage: 0 };

/**
 * The mark: the disc is what was scanned, the solid line stands at the proven score, the hatched band above it
 * reaches to the score that could still be true, and the arc around the disc is coverage.
 */
export function LoadLine({ size, score, label }: LoadLineProps) {
  const id = useId();
  const value = score ?? nothing;
  const g = loadLineGeometry(size, value);
  const step = size < 32 ? 3 : Math.max(4, Math.round(size / 24));
  const small = size < 32;
  return (
    <svg
      className={classes['mark']}
      width={size}
      height={size}
      viewBox={`0 0 ${size} ${size}`}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      <defs>
        <clipPath id={`${id}disc`}>
          <circle cx={g.center} cy={g.center} r={g.disc} />
        </clipPath>
        <pattern
          id={`${id}hatch`}
          width={step}
          height={step}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <line
            x1="0"
            y1="0"
            x2="0"
            y2={step}
            className={classes['hatch']}
            strokeWidth={small ? 1.4 : 1.75}
          />
        </pattern>
      </defs>
      <circle cx={g.center} cy={g.center} r={g.disc} className={classes['paper']} />
      <g clipPath={`url(#${id}disc)`}>
        <rect x="0" y={g.yLo} width={size} height={size - g.yLo} className={classes['water']} />
        <rect x="0" y={g.yHi} width={size} height={Math.max(0, g.yLo - g.yHi)} fill={`url(#${id}hatch)`} />
      </g>
      <circle
        cx={g.center}
        cy={g.center}
        r={g.ring}
        className={classes['track']}
        strokeWidth={small ? 1 : g.ringWidth * 0.4}
        strokeDasharray={small ? '1.5 1.5' : `${g.ringWidth * 0.8} ${g.ringWidth * 0.8}`}
      />
      <circle
        cx={g.center}
        cy={g.center}
        r={g.ring}
        className={classes['covered']}
        strokeWidth={g.ringWidth}
        strokeDasharray={`${g.covered} ${g.circumference}`}
        transform={`rotate(-90 ${g.center} ${g.center})`}
      />
      {score ? (
        <>
          <line
            x1={g.lineWidth / 2}
            x2={size - g.lineWidth / 2}
            y1={g.yLo}
            y2={g.yLo}
            className={classes['halo']}
            strokeWidth={g.lineWidth + (small ? 0.75 : 2)}
          />
          <line
            x1="0"
            x2={size}
            y1={g.yLo}
            y2={g.yLo}
            className={classes['line']}
            strokeWidth={g.lineWidth}
          />
        </>
      ) : null}
    </svg>
  );
}
