import { CelError, rangeAt } from '../cel-error.ts';
import { type CelType, formatType, isSameType, optionalValueType, types } from '../cel-type.ts';
import { Failure } from '../failure.ts';
import { regularExpression } from '../library/regular-expression.ts';
import {
  type CallNode,
  childrenOf,
  type ListNode,
  type MapNode,
  type SyntaxNode,
} from '../syntax/syntax-tree.ts';
import { textToDuration, textToTimestamp } from '../values/conversion.ts';
import { validateFormatCall } from './format-validation.ts';

/** Since this minor version of Kubernetes, literals of durations, timestamps, patterns and formats are checked. */
const literalChecksSince = 29;

/** The literal a check applies to, and the check. */
function literalCheck(node: CallNode): { literal: SyntaxNode; check: (text: string) => void } | undefined {
  const [first, second] = node.arguments;
  if (node.target === undefined && first !== undefined && node.arguments.length === 1) {
    if (node.name === 'duration') return { literal: first, check: textToDuration };
    if (node.name === 'timestamp') return { literal: first, check: textToTimestamp };
  }
  if (node.name === 'matches') {
    const literal = node.target === undefined ? second : first;
    if (literal !== undefined) return { literal, check: regularExpression };
  }
  return undefined;
}

function checkLiteral(node: CallNode, source: string): void {
  const found = literalCheck(node);
  if (found?.literal.kind !== 'constant' || typeof found.literal.value !== 'string') return;
  try {
    found.check(found.literal.value);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { start, end } = found.literal;
    throw new CelError('invalid-literal', error.message, rangeAt(source, start, end));
  }
}

function mismatch(expected: CelType, found: CelType, node: SyntaxNode, source: string): never {
  throw new CelError(
    'type-mismatch',
    `expected type '${formatType(expected)}' but found '${formatType(found)}'`,
    rangeAt(source, node.start, node.end),
  );
}

/** The type of an entry; `?` entries hold an optional of it. */
function entryType(node: SyntaxNode, optional: boolean): CelType {
  const type = node.type ?? types.dyn;
  return optional ? (optionalValueType(type) ?? type) : type;
}

/** All entries of one type, where a value of unknown type is of another type than any known one. */
function checkSameTypes(nodes: readonly { value: SyntaxNode; optional: boolean }[], source: string): void {
  const [first, ...others] = nodes;
  if (first === undefined) return;
  const expected = entryType(first.value, first.optional);
  for (const { value, optional } of others) {
    const type = entryType(value, optional);
    if (!isSameType(expected, type)) mismatch(expected, type, value, source);
  }
}

function checkAggregate(node: ListNode | MapNode, source: string): void {
  if (node.kind === 'list') checkSameTypes(node.elements, source);
  else {
    checkSameTypes(
      node.entries.map(({ key }) => ({ value: key, optional: false })),
      source,
    );
    checkSameTypes(node.entries, source);
  }
}

/**
 * The checks Kubernetes runs after the type check: list and map literals hold values of one type, except in arguments of
 * `format` (cel-go's HomogeneousAggregateLiterals); since 1.29, durations, timestamps, patterns and formats that are
 * written out can be read.
 * @throws CelError
 */
export function validateLiterals(root: SyntaxNode, source: string, minor: number): void {
  const checksLiterals = minor >= literalChecksSince;
  const visit = (node: SyntaxNode, exempt: boolean): void => {
    const isFormat = node.kind === 'call' && node.name === 'format' && checksLiterals;
    if (node.kind === 'call' && checksLiterals) {
      checkLiteral(node, source);
      if (isFormat) validateFormatCall(node, source);
    }
    if (!exempt && (node.kind === 'list' || node.kind === 'map')) checkAggregate(node, source);
    for (const child of childrenOf(node)) visit(child, exempt || isFormat);
  };
  visit(root, false);
}
