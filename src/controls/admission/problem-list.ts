import type { Static, TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { type FieldPath, formatPath } from '../../cluster/index.ts';
import { valueAt } from '../field-pattern.ts';
import type { AdmissionErrorCode, AdmissionProblem } from './errors.ts';
import { placeInFile } from './expression-place.ts';
import { type PolicyDocument, positionOf } from './policy-document.ts';

/** What is found wrong while policies are read, each with its place. */
export class ProblemList {
  readonly problems: AdmissionProblem[] = [];

  add(
    document: PolicyDocument,
    code: AdmissionErrorCode,
    path: FieldPath,
    message: string,
    more: Partial<AdmissionProblem> = {},
  ): void {
    this.problems.push({ code, message, severity: 'error', ...positionOf(document, path), ...more });
  }

  /** A mistake inside an expression: the place of the piece, with a caret. */
  addExpression(
    document: PolicyDocument,
    code: AdmissionErrorCode,
    path: FieldPath,
    expression: string,
    range: { readonly start: number; readonly end: number },
    message: string,
    more: Partial<AdmissionProblem> = {},
  ): void {
    const { position, excerpt } = placeInFile(document, path, expression, range);
    this.problems.push({
      code,
      message,
      severity: 'error',
      ...position,
      ...(excerpt === undefined ? {} : { excerpt }),
      ...more,
    });
  }

  /** The content when it has the form of the schema; else undefined, and the problems say why. */
  shaped<T extends TSchema>(
    document: PolicyDocument,
    schema: T,
    code: AdmissionErrorCode,
    more: Partial<AdmissionProblem> = {},
  ): Static<T> | undefined {
    const { content } = document;
    if (Check(schema, content)) return content as Static<T>;
    const said = new Set<string>();
    for (const error of Errors(schema, content)) {
      const at = error.instancePath;
      if (said.has(at) || error.keyword === 'additionalProperties') continue;
      said.add(at);
      const path = pointerPath(at, content);
      const isUnquoted = error.message === 'must be string' && typeof valueAt(content, path) === 'boolean';
      const hint = isUnquoted ? { hint: 'YAML reads y, n, yes, no, on and off as booleans: quote it.' } : {};
      this.add(document, code, path, shapeMessage(error, path), { ...hint, ...more });
    }
    return undefined;
  }
}

interface ShapeError {
  readonly keyword: string;
  readonly message: string;
  readonly params: object;
}

function shapeMessage({ keyword, message, params }: ShapeError, path: FieldPath): string {
  const field = path.length === 0 ? 'the document' : formatPath(path);
  if (keyword === 'boolean') return `${field}: there is no such field`;
  const allowed = (params as { allowedValues?: readonly string[] }).allowedValues;
  return `${field}: ${allowed === undefined ? message : `must be one of ${allowed.join(', ')}`}`;
}

/** A JSON pointer as a field path; numbers where the content has a list. */
function pointerPath(pointer: string, content: unknown): FieldPath {
  const path: (string | number)[] = [];
  for (const raw of pointer.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(valueAt(content, path)) ? Number(step) : step);
  }
  return path;
}
