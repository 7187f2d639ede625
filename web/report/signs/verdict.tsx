import type { Verdict } from '../model/model.ts';
import classes from './signs.module.css';

/** The word a table shows for a verdict. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  fail: 'fails',
  unknown: 'unknown',
  excepted: 'excepted',
  'provider-managed': 'provider’s',
  attested: 'attested',
  'not-applicable': 'not applicable',
  pass: 'passes',
};

/** A verdict in words; unknown is hatched and excepted has a dashed outline wherever they stand. */
export function VerdictSign({ verdict }: { readonly verdict: Verdict }) {
  if (verdict === 'unknown')
    return (
      <span className={`${classes['verdict']} ${classes['unknown']}`}>
        <span className={classes['swatch']} aria-hidden />
        unknown
      </span>
    );
  if (verdict === 'excepted')
    return <span className={`${classes['verdict']} ${classes['excepted']}`}>excepted</span>;
  if (verdict === 'pass')
    return (
      <span className={`${classes['verdict']} ${classes['pass']}`}>
        <svg className={classes['glyph']} width="10" height="10" viewBox="0 0 10 10" aria-hidden>
          <path d="M1 5.5 4 8.5 9 1.5" fill="none" stroke="currentColor" strokeWidth="1.6" />
        </svg>
        passes
      </span>
    );
  return (
    <span
      className={`${classes['verdict']} ${verdict === 'fail' ? classes['fail'] : classes['muted']}`}
      title={verdict === 'provider-managed' ? 'managed by the provider' : undefined}
    >
      {verdictWords[verdict]}
    </span>
  );
}

/** The hatched square that stands beside a word or number about unknowns. */
export function UnknownSwatch() {
  return <span className={classes['swatch']} aria-hidden />;
}
