import {
  type ClusterObject,
  type FieldPath,
  formatPath,
  type Problem,
  visibleText,
} from '../../cluster/index.ts';
import { rbacProblem } from './errors.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Collects what is wrong with one role or binding, each with its field. */
export class Checks {
  readonly object: ClusterObject;
  readonly problems: Problem[] = [];

  constructor(object: ClusterObject) {
    this.object = object;
  }

  /** What the API server refuses. */
  refuse(path: FieldPath, message: string): void {
    this.#add('rbac-invalid', path, `${message}. The API server refuses this object.`);
  }

  /** What it takes, and what has another effect than one would think, or none. */
  doubt(path: FieldPath, message: string): void {
    this.#add('rbac-doubtful', path, `${message}.`);
  }

  /** A name that looks like another one. */
  lookAlike(name: string, path: FieldPath): void {
    if (plain.test(name)) return;
    if (name !== name.trim())
      this.doubt(path, `"${name}" begins or ends with white space, so that it is another name`);
    const odd = [...name].filter((letter) => hidden.test(letter));
    if (odd.length > 0) this.doubt(path, `"${name}" has characters that are not seen: ${codePoints(odd)}`);
    const foreign = [...name].filter((letter) => alike.test(letter));
    if (foreign.length > 0 && /\p{Script=Latin}/u.test(name))
      this.doubt(path, `"${name}" looks like another name: ${codePoints(foreign)} among Latin letters`);
  }

  #add(code: Parameters<typeof rbacProblem>[0], path: FieldPath, message: string): void {
    this.problems.push(rbacProblem(code, this.object, path, visibleText(`${formatPath(path)}: ${message}`)));
  }
}

/** What nearly all names are. */
const plain = /^[\u0021-\u007e]*$/;
const hidden = /\p{Cf}|\p{Cc}/u;
const alike = /\p{Script=Cyrillic}|\p{Script=Greek}/u;

function codePoints(letters: readonly string[]): string {
  const points = letters.map(
    (letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  return [...new Set(points)].join(', ');
}

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** Undefined where it is no list: that its type is wrong is said for every kind of object. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : undefined;
}

export function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : undefined;
}
