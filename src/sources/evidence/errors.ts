import { type Problem, visibleText } from '../../cluster/index.ts';

/** What can be wrong with a folder of evidence, by stable code; documented in docs/errors.md. */
const hints = {
  'evidence-missing': 'Name a folder with --evidence; plimsoll identity evidence prints what to save in it.',
  'evidence-unreadable': 'Answers are saved as JSON (YAML is read too), groups as CSV.',
  'evidence-none': 'plimsoll identity evidence prints the commands that save answers in it.',
} as const;

/** The folder itself cannot be read, so that nothing in it can. */
export class EvidenceError extends Error {
  readonly code = 'evidence-missing';
  readonly hint = hints['evidence-missing'];

  constructor(folder: string, cause: unknown) {
    const { code } = cause as NodeJS.ErrnoException;
    super(visibleText(`${folder}: no folder that can be read (${code ?? 'unknown'})`), { cause });
    this.name = 'EvidenceError';
  }
}

/** A file that is neither JSON nor a table; the others count. */
export function unreadable(file: string, message: string): Problem {
  return {
    code: 'evidence-unreadable',
    file,
    message: visibleText(`${file}: ${message}`),
    hint: hints['evidence-unreadable'],
    severity: 'error',
  };
}

/** A folder without a file of evidence, so that nothing is known by it: perhaps another was meant. */
export function noFiles(folder: string): Problem {
  return {
    code: 'evidence-none',
    file: folder,
    message: visibleText(`${folder}: there is no file in it`),
    hint: hints['evidence-none'],
    severity: 'warning',
  };
}
