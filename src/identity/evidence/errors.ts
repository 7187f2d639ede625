import type { Problem } from '../../cluster/index.ts';

/** What can be wrong with saved answers, by stable code; documented in docs/errors.md. */
const hints = {
  'evidence-unknown': 'plimsoll identity evidence prints the commands whose answers are read.',
  'evidence-malformed': 'Save the answer again, in JSON and as it is printed.',
  'evidence-empty': 'Nothing is taken from it: that there is none of something stays not known.',
  'evidence-old': 'Save it again: what changed since is not seen.',
  'evidence-other-cluster': 'Name the cluster as its cloud does (--cluster-name), or leave these files out.',
} as const;

const warnings: ReadonlySet<keyof typeof hints> = new Set([
  'evidence-empty',
  'evidence-old',
  'evidence-other-cluster',
]);

/** A problem of one file of evidence. What is old or of another cluster is a warning. */
export function evidenceProblem(code: keyof typeof hints, file: string, message: string): Problem {
  return {
    code,
    file,
    message: `${file}: ${message}`,
    hint: hints[code],
    severity: warnings.has(code) ? 'warning' : 'error',
  };
}
