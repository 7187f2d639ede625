import signs from './signs.module.css';
import classes from './state.module.css';

interface StateSignProps {
  readonly text: string;
  readonly mark: 'open' | 'closed' | 'unknown' | 'outside' | 'alarming';
}

/** A word with a mark: filled for open, hatched for not known. */
export function StateSign({ text, mark }: StateSignProps) {
  return (
    <span className={classes['state']} data-mark={mark}>
      <span aria-hidden className={`${classes['mark']} ${mark === 'unknown' ? signs['hatched'] : ''}`} />
      {text}
    </span>
  );
}
