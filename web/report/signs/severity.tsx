import type { Severity } from '../model/model.ts';
import classes from './signs.module.css';

const shapes: Readonly<Record<Severity, React.JSX.Element>> = {
  critical: <rect x="1" y="1" width="8" height="8" fill="currentColor" />,
  high: <path d="M5 0.8 9.6 9H0.4Z" fill="currentColor" />,
  medium: (
    <path
      d="M5 0.3 9.7 5 5 9.7 0.3 5Z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      transform="translate(0.6 0.6) scale(0.88)"
    />
  ),
  low: <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.5" />,
};

/** A severity by shape and word as well as colour: it survives greyscale and colour blindness. */
export function SeveritySign({
  severity,
  glyphOnly = false,
}: {
  readonly severity: Severity;
  readonly glyphOnly?: boolean;
}) {
  return (
    <span className={classes['severity']}>
      <svg
        className={`${classes['glyph']} ${classes[severity]}`}
        width="10"
        height="10"
        viewBox="0 0 10 10"
        {...(glyphOnly ? { role: 'img', 'aria-label': severity } : { 'aria-hidden': true })}
      >
        {shapes[severity]}
      </svg>
      {glyphOnly ? null : <span>{severity}</span>}
    </span>
  );
}
