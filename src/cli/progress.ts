import { visibleText } from '../cluster/index.ts';
import { shownText } from './shown-text.ts';

/** What a running command tells a person; nothing of it reaches standard output. */
export interface Progress {
  /** Replaces the progress line. */
  update(text: string): void;
  /** Prints a line that stays. */
  note(text: string): void;
  /** Clears the progress line. */
  done(): void;
}

/**
 * One line on standard error that is overwritten at most ten times a second. Where standard error is no terminal the
 * line would only be noise in a log, so only notes appear; `quiet` drops both.
 */
export function createProgress(quiet: boolean, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (quiet) return { update: () => {}, note: () => {}, done: () => {} };
  if (!stream.isTTY)
    return {
      update: () => {},
      note: (text) => void stream.write(shownText(`${text}\n`, false)),
      done: () => {},
    };

  let shown = false;
  let last = 0;
  const clear = (): void => {
    if (shown) stream.write('\r\u001b[K');
    shown = false;
  };
  return {
    update(text) {
      const now = Date.now();
      if (now - last < 100) return;
      last = now;
      stream.write(`\r\u001b[K${visibleText(text).slice(0, (stream.columns ?? 80) - 1)}`);
      shown = true;
    },
    note(text) {
      clear();
      stream.write(shownText(`${text}\n`, false));
    },
    done: clear,
  };
}
