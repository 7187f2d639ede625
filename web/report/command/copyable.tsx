import { useState } from 'react';
import classes from './copyable.module.css';

interface CopyableProps {
  readonly text: string;
  /** What is copied, for the button's name: `command`, `id`. */
  readonly what: string;
  readonly note?: string;
}

/** A line of text in the machine's type with a button that copies it. Works from a file, where the clipboard may be denied: then the text is selected. */
export function Copyable({ text, what, note }: CopyableProps) {
  const [copied, setCopied] = useState(false);
  const copy = (target: HTMLElement): void => {
    const done = (): void => {
      setCopied(true);
      window.setTimeout(() => setCopied(false), 1500);
    };
    navigator.clipboard.writeText(text).then(done, () => {
      const code = target.parentElement?.querySelector('code');
      if (code) window.getSelection()?.selectAllChildren(code);
    });
  };
  return (
    <div className={classes['line']}>
      <code className={classes['text']} title={text}>
        {text}
      </code>
      {note ? <span className={classes['note']}>{note}</span> : null}
      <button type="button" className={classes['copy']} aria-label={`Copy ${what}`} onClick={(event) => copy(event.currentTarget)}>
        <span aria-live="polite">{copied ? 'copied' : 'copy'}</span>
      </button>
    </div>
  );
}

/** A block of several lines with a copy button. */
export function CopyableBlock({ text, what }: CopyableProps) {
  const [copied, setCopied] = useState(false);
  return (
    <figure className={classes['block']}>
      {/* A wide block scrolls: the keyboard has to reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} aria-label={what}>
        {text}
      </pre>
      <button
        type="button"
        className={classes['copy']}
        aria-label={`Copy ${what}`}
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setCopied(true),
            () => setCopied(false),
          );
        }}
      >
        {copied ? 'copied' : 'copy'}
      </button>
    </figure>
  );
}
