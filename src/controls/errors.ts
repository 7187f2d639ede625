import type { Problem } from '../cluster/index.ts';

/** Everything that can be wrong with a catalogue, by stable code. */
export const catalogueErrorCodes = {
  'catalogue-shape': 'A catalogue file does not have the documented form.',
  'catalogue-id': 'An id is used twice, or differs from its file name.',
  'catalogue-cel': 'A CEL expression does not compile.',
  'catalogue-field': 'A field path cannot be read.',
  'catalogue-policy': 'A policy contradicts the rest of its control.',
  'catalogue-mapping': 'A mapping names a framework or requirement that does not exist.',
  'catalogue-analysis': 'A control names an analysis that does not exist.',
  'catalogue-parameter': 'A parameter is declared or used wrongly.',
  'catalogue-cases': 'A control has no cases, or cases have no control.',
} as const;

export type CatalogueErrorCode = keyof typeof catalogueErrorCodes;

/** A problem of the catalogue. */
export interface CatalogueProblem extends Problem {
  readonly code: CatalogueErrorCode;
}

/** Thrown when the catalogue cannot be used as it is; carries every problem found, each with file and line. */
export class CatalogueError extends Error {
  readonly problems: readonly CatalogueProblem[];

  constructor(problems: readonly CatalogueProblem[]) {
    super(problems.map(describeProblem).join('\n'));
    this.name = 'CatalogueError';
    this.problems = problems;
  }
}

function describeProblem(problem: CatalogueProblem): string {
  const place =
    problem.file === undefined ? '' : `${problem.file}:${problem.line ?? 1}:${problem.column ?? 1}: `;
  return `${place}${problem.message} [${problem.code}]`;
}
