import { type Fields, isFields, type Problem } from '../../cluster/index.ts';
import { manifestProblem } from './errors.ts';
import type { FoundValue } from './found-value.ts';
import { near } from './near.ts';
import type { ManifestSink } from './sink.ts';

/**
 * The documents of one file that say neither apiVersion nor kind. The API server takes none of them; whether somebody meant
 * an object shows in the document, or in the others of the file.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields
 */
export class UndeclaredDocuments {
  private readonly found: {
    readonly at: { readonly file: string; readonly line: number; readonly column: number };
    readonly isEmpty: boolean;
    readonly isMeant: boolean;
    readonly message: string;
  }[] = [];

  add({ value, file, document }: FoundValue): void {
    const { line, column } = document.locate([]);
    const isEmpty = value === null || value === undefined || isEmptyMap(value);
    this.found.push({
      at: { file, line, column },
      isEmpty,
      isMeant: meansObject(value),
      message: `${whatIsWrong(value)}, so it was not judged`,
    });
  }

  /** @param besideObjects whether other documents of the file hold objects */
  report(besideObjects: boolean, sink: ManifestSink): void {
    for (const { at, isEmpty, isMeant, message } of this.found) {
      if (isMeant || (besideObjects && !isEmpty)) sink.report(withoutKind(message, at));
      else if (!besideObjects)
        sink.skip({ file: at.file, line: at.line, reason: 'not a Kubernetes manifest' });
    }
  }
}

function withoutKind(message: string, at: { file: string; line: number; column: number }): Problem {
  return manifestProblem('manifest-without-kind', message, at);
}

function meansObject(value: unknown): boolean {
  if (Array.isArray(value))
    return value.some((item) => isFields(item) && 'apiVersion' in item && 'kind' in item);
  if (!isFields(value)) return false;
  const { metadata, spec } = value;
  return (
    Object.keys(value).some((key) => typeFields.has(key.toLowerCase())) ||
    (isFields(metadata) && ('name' in metadata || 'generateName' in metadata)) ||
    (isFields(spec) && !isPipelineHeader(value, spec))
  );
}

const typeFields: ReadonlySet<string> = new Set(['apiversion', 'kind']);

/** GitLab reads the inputs of a pipeline from a first document. https://docs.gitlab.com/ci/yaml/#spec */
function isPipelineHeader(fields: Fields, spec: Fields): boolean {
  return 'inputs' in spec && Object.keys(fields).length === 1;
}

function whatIsWrong(value: unknown): string {
  if (!isFields(value)) return `the document is ${Array.isArray(value) ? 'a list' : 'text'} and no object`;
  const meant = Object.keys(value).flatMap((key) => {
    const field = near(key, ['apiVersion', 'kind']);
    return field === undefined ? [] : [`${field} for ${key}`];
  });
  const question = meant.length === 0 ? '' : ` (did you mean ${meant.join(' and ')}?)`;
  return `the document has neither apiVersion nor kind${question}`;
}

function isEmptyMap(value: unknown): boolean {
  return isFields(value) && Object.keys(value).length === 0;
}
