import { useCopy } from './copy.ts';
import classes from './copyable.module.css';

interface CopyableProps {
  readonly text: string;
  /** What is copied, for the button's name: `command`, `id`. */
  readonly what: string;
  readonly note?: string;
}

/** A line of text in the machine's type with a button that copies it. */
export function Copyable({ text, what, note }: CopyableProps) {
  return (
    <div className={classes['line']}>
      <code className={classes['text']} title={text}>
        {text}
      </code>
      {note ? <span className={classes['note']}>{note}</span> : null}
      <CopyButton text={text} what={what} />
    </div>
  );
}

/** A block of several lines with a copy button. */
export function CopyableBlock({ text, what }: CopyableProps) {
  return (
    <figure className={classes['block']}>
      {/* A wide block scrolls: the keyboard has to reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} aria-label={what}>
        {text}
      </pre>
      <CopyButton text={text} what={what} />
    </figure>
  );
}

function CopyButton({ text, what }: CopyableProps) {
  const { copied, copy } = useCopy(text);
  return (
    <button type="button" className={classes['copy']} aria-label={`copy ${what}`} onClick={copy}>
      <span aria-live="polite">{copied ? 'copied' : 'copy'}</span>
    </button>
  );
}
