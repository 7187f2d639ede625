import type { Static, TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { type FieldPath, formatPath } from '../../cluster/index.ts';
import type { CatalogueErrorCode, CatalogueProblem } from '../errors.ts';
import { valueAt } from '../field-pattern.ts';
import type { CatalogueDocument } from './document.ts';

/** Reads one document: collects what is wrong with it, each with the place in the file. */
export class DocumentReader {
  readonly document: CatalogueDocument;
  readonly problems: CatalogueProblem[] = [];

  constructor(document: CatalogueDocument) {
    this.document = document;
  }

  /** The content when it has the form of the schema; else undefined, and the problems say why. */
  shaped<T extends TSchema>(schema: T): Static<T> | undefined {
    const { content, tested } = this.document;
    if (tested === true || Check(schema, content)) return content as Static<T>;
    const said = new Set<string>();
    for (const error of Errors(schema, content)) {
      const at = error.instancePath;
      if (said.has(at) || error.keyword === 'additionalProperties') continue;
      said.add(at);
      const path = pointerPath(at, content);
      this.report('catalogue-shape', path, shapeMessage(error, path));
    }
    return undefined;
  }

  report(code: CatalogueErrorCode, path: FieldPath, message: string, hint?: string): void {
    const { file, locate } = this.document;
    const position = locate?.(path);
    this.problems.push({
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      file: position?.file ?? file,
      ...(position === undefined ? {} : { line: position.line, column: position.column }),
      severity: 'error',
    });
  }
}

interface ShapeError {
  readonly keyword: string;
  readonly message: string;
  readonly params: object;
}

function shapeMessage(error: ShapeError, path: FieldPath): string {
  const field = path.length === 0 ? 'the file' : formatPath(path);
  if (error.keyword === 'boolean') return `${field}: no such field; see catalog/README.md for the format`;
  const allowed = (error.params as { allowedValues?: readonly string[] }).allowedValues;
  return `${field}: ${allowed === undefined ? error.message : `must be one of ${allowed.join(', ')}`}`;
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
