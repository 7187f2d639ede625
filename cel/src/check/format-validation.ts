import { CelError, rangeAt } from '../cel-error.ts';
import { typeName, types } from '../cel-type.ts';
import type { CallNode, SyntaxNode } from '../syntax/syntax-tree.ts';

/** What a clause of a format takes. */
interface Clause {
  name: string;
  allowed: string;
  kinds: readonly string[];
}

const clauses: Readonly<Record<string, Clause>> = {
  d: { name: 'decimal', allowed: 'integers', kinds: ['int', 'uint'] },
  f: { name: 'fixed-point', allowed: 'doubles', kinds: ['double', 'string'] },
  e: { name: 'scientific', allowed: 'doubles', kinds: ['double', 'string'] },
  b: { name: 'binary', allowed: 'integers and bools', kinds: ['int', 'uint', 'bool'] },
  o: { name: 'octal', allowed: 'integers', kinds: ['int', 'uint'] },
  x: {
    name: 'hex',
    allowed: 'integers, byte buffers, and strings',
    kinds: ['int', 'uint', 'string', 'bytes'],
  },
};

const textKinds = 'list map int uint double bool string timestamp bytes duration type null'.split(' ');
const textClause: Clause = {
  name: 'string',
  allowed: 'strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
  kinds: textKinds,
};

function checkArgument(clause: Clause, node: SyntaxNode, source: string): void {
  const type = node.type ?? types.dyn;
  if (type.kind !== 'dyn' && !clause.kinds.includes(type.kind)) {
    const verb =
      clause.name === 'binary' || clause.name === 'hex' ? '' : `${clause.name} clause can only be used on `;
    throw new CelError(
      'type-mismatch',
      `error during formatting: ${verb}${clause.allowed}${verb === '' ? ` can be formatted as ${clause.name}` : ''}, was given ${typeName(type)}`,
      rangeAt(source, node.start, node.end),
    );
  }
  if (clause !== textClause) return;
  if (node.kind === 'list') for (const { value } of node.elements) checkArgument(clause, value, source);
  if (node.kind === 'map') {
    for (const { key, value } of node.entries) {
      checkArgument(clause, key, source);
      checkArgument(clause, value, source);
    }
  }
}

/**
 * Checks `'…'.format([…])` when both are written out: as many values as clauses, of types the clauses take
 * (https://github.com/google/cel-go/blob/master/ext/formatting.go, stringFormatValidator).
 */
export function validateFormatCall(node: CallNode, source: string): void {
  const { target } = node;
  const [list] = node.arguments;
  if (target?.kind !== 'constant' || typeof target.value !== 'string' || list?.kind !== 'list') return;
  const wrong = (message: string): never => {
    throw new CelError('invalid-literal', message, rangeAt(source, node.nameStart, node.end));
  };
  let used = 0;
  for (const [found, letter = ''] of target.value.matchAll(/%(?:%|(?:\.\d*)?([\s\S]?))/g)) {
    if (found === '%%') continue;
    const argument = list.elements[used];
    if (argument === undefined) return wrong(`index ${used} out of range`);
    used++;
    const lower = letter === 'X' ? 'x' : letter;
    const clause = letter === 's' ? textClause : Object.hasOwn(clauses, lower) ? clauses[lower] : undefined;
    if (clause === undefined || /^%\.\D/.test(found)) {
      return wrong(`could not parse formatting clause: unrecognized formatting clause "${letter}"`);
    }
    checkArgument(clause, argument.value, source);
  }
  if (list.elements.length > used) {
    wrong(`too many arguments supplied to string.format (expected ${used}, got ${list.elements.length})`);
  }
}
