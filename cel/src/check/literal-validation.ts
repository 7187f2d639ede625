import { CelError, rangeAt } from '../cel-error.ts';
import { Failure } from '../failure.ts';
import { regularExpression } from '../library/regular-expression.ts';
import { type CallNode, childrenOf, type SyntaxNode } from '../syntax/syntax-tree.ts';
import { textToDuration, textToTimestamp } from '../values/conversion.ts';

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

/**
 * Refuses durations, timestamps and regular expressions that are written out and cannot be read, as Kubernetes does since
 * 1.29 (cel-go's ValidateDurationLiterals, ValidateTimestampLiterals and ValidateRegexLiterals).
 */
export function validateLiterals(root: SyntaxNode, source: string): void {
  const visit = (node: SyntaxNode): void => {
    const found = node.kind === 'call' ? literalCheck(node) : undefined;
    if (found?.literal.kind === 'constant' && typeof found.literal.value === 'string') {
      try {
        found.check(found.literal.value);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const { start, end } = found.literal;
        throw new CelError('invalid-literal', error.message, rangeAt(source, start, end));
      }
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(root);
}
