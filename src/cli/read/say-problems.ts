import { type Problem, visibleText } from '../../cluster/index.ts';
import { problemText } from '../../report/index.ts';
import { sayText } from '../output.ts';
import { linesText } from '../shown-text.ts';

/** Says on standard error what is wrong with the input: where, what, the code, and what to do about it. */
export function sayProblems(problems: Iterable<Problem>): void {
  for (const problem of problems) {
    const { code, hint } = problem;
    const what = `${visibleText(problemText(problem))} (${code})`;
    sayText(linesText([what, ...(hint === undefined ? [] : [`  ${hint}`])]));
  }
}
