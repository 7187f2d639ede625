import { type Problem, visibleText } from '../../cluster/index.ts';
import { sayText } from '../output.ts';
import { linesText } from '../shown-text.ts';

/** Says on standard error what is wrong with the input: where, what, the code, and what to do about it. */
export function sayProblems(problems: Iterable<Problem>): void {
  for (const { code, message, hint, file, line } of problems) {
    const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
    sayText(
      linesText([`${place}${visibleText(message)} (${code})`, ...(hint === undefined ? [] : [`  ${hint}`])]),
    );
  }
}
