import fc from 'fast-check';
import { leaves, rules } from './rules.ts';

interface Variable {
  readonly name: string;
  readonly type: string;
}

/** An expression that still has to be told which variables of comprehensions it may use. */
type Term = (scope: readonly Variable[]) => string;

const deepest = 4;

/** How often a place takes a variable of a comprehension, where there is one. */
const localWeight = 4;

const resultTypes = [
  'bool',
  'bool',
  'bool',
  'int',
  'uint',
  'double',
  'string',
  'bytes',
  'time',
  'span',
  'list-int',
  'list-double',
  'list-string',
  'list-any',
  'map-int',
  'opt-int',
  'opt-string',
  'opt-any',
  'quantity',
  'ip',
  'cidr',
  'url',
  'semver',
  'format',
  'type',
  'any',
  'decision',
];

/** Expressions of all types, most of which compile, made by `rules.ts`. */
export function expressionArbitrary(): fc.Arbitrary<string> {
  const { terms } = fc.letrec<Record<string, Term>>((tie) => {
    const made: Record<string, fc.Arbitrary<Term>> = {};
    for (const type of Object.keys(leaves)) made[type] = ofType(type, tie);
    return { ...made, terms: fc.oneof(...resultTypes.map((type) => tie(type))) };
  });
  return terms === undefined ? fc.constant('') : terms.map((term) => term([]));
}

function ofType(type: string, tie: (type: string) => fc.Arbitrary<Term>): fc.Arbitrary<Term> {
  const constants = fc.constantFrom(...(leaves[type] ?? [])).map(
    (text): Term =>
      () =>
        text,
  );
  const leaf = fc.tuple(constants, fc.nat()).map(
    ([constant, pick]): Term =>
      (scope) => {
        const fitting = scope.filter((variable) => variable.type === type);
        const chosen = pick % localWeight === 0 ? undefined : fitting[pick % Math.max(1, fitting.length)];
        return chosen?.name ?? constant(scope);
      },
  );
  const own = rules[type] ?? [];
  if (own.length === 0) return leaf;
  const made = own.map((rule) => ofRule(rule, tie));
  return fc.oneof(
    { maxDepth: deepest, depthIdentifier: 'expression', withCrossShrink: true },
    { weight: Math.ceil(own.length / 3), arbitrary: leaf },
    ...made.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}

function ofRule(rule: string, tie: (type: string) => fc.Arbitrary<Term>): fc.Arbitrary<Term> {
  const parts = rule.split(/([$@][a-z]+(?:-[a-z]+)*)/);
  const places = parts.filter((part) => part.startsWith('$')).map((part) => tie(part.slice(1)));
  return fc.tuple(...places).map(
    (inner): Term =>
      (scope) =>
        fill(parts, inner, scope),
  );
}

function fill(parts: readonly string[], inner: readonly Term[], scope: readonly Variable[]): string {
  let at = 0;
  let known = scope;
  let text = '';
  for (const part of parts) {
    if (part.startsWith('@')) {
      const variable = { name: `v${known.length}`, type: part.slice(1) };
      known = [...known, variable];
      text += variable.name;
    } else if (part.startsWith('$')) text += parenthesized(inner[at++]?.(known) ?? '');
    else text += part;
  }
  return text;
}

/** Only what binds tightly may stand anywhere. */
function parenthesized(text: string): string {
  return /^(?:[\w.]+|"[^"\\]*"|[a-z]+\("[^"\\()]*"\))$/.test(text) && !/^-|^\d/.test(text)
    ? text
    : `(${text})`;
}
