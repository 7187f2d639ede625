import type { Problem } from '../../cluster/index.ts';
import type { GlobalFlags } from '../flags.ts';
import { sayText } from '../output.ts';
import { paletteFor } from '../palette.ts';
import { formatPolicyProblem } from './preview-text.ts';

/** Says on standard error what is wrong with policies. */
export function sayPolicyProblems(problems: readonly Problem[], flags: GlobalFlags): void {
  const palette = paletteFor(flags, process.stderr);
  for (const problem of problems) for (const text of formatPolicyProblem(problem, palette)) sayText(text);
}
