import { CelError, rangeAt } from '../cel-error.ts';
import type { Token } from './lexer.ts';
import { InvalidLiteral, literalValue } from './literal.ts';
import { expandMacro, MacroMisuse, type ParserOptions } from './macro.ts';
import { childrenOf, type Expression, type SyntaxNode } from './syntax-tree.ts';
import { TokenCursor } from './token-cursor.ts';

/** As cel-go's parser: nesting and length beyond these are refused. */
const maximumDepth = 250;
const maximumLength = 100_000;

/** https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax, IDENT minus RESERVED. */
const reservedWords: ReadonlySet<string> = new Set(
  'as break const continue else false for function if import in let loop package namespace null return true var void while'.split(
    ' ',
  ),
);
/** Tokens of their own in the grammar, so not even field names. */
const keywords: ReadonlySet<string> = new Set(['in', 'true', 'false', 'null']);

const relations: Readonly<Record<string, string>> = {
  '<': '_<_',
  '<=': '_<=_',
  '>': '_>_',
  '>=': '_>=_',
  '==': '_==_',
  '!=': '_!=_',
  in: '@in',
};
const sums: Readonly<Record<string, string>> = { '+': '_+_', '-': '_-_' };
const products: Readonly<Record<string, string>> = { '*': '_*_', '/': '_/_', '%': '_%_' };

class Parser extends TokenCursor {
  private readonly options: ParserOptions;
  private depth = 0;

  constructor(source: string, options: ParserOptions) {
    super(source);
    this.options = options;
  }

  parse(): SyntaxNode {
    const root = this.expression();
    const token = this.peek();
    if (token.kind !== 'end') this.unexpected(token);
    this.checkDepth(root);
    return root;
  }

  /** Left-associative chains nest without recursion of the parser, so depth is measured on the finished tree. */
  private checkDepth(root: SyntaxNode): void {
    let level = [root];
    for (let depth = 0; level.length > 0; depth++) {
      const first = level[0];
      if (depth > maximumDepth && first !== undefined) {
        this.error('recursion-limit', `nested deeper than ${maximumDepth} levels`, first.start, first.end);
      }
      level = level.flatMap(childrenOf);
    }
  }

  private expression(): SyntaxNode {
    const { start, end } = this.peek();
    if (++this.depth > maximumDepth) {
      this.error('recursion-limit', `nested deeper than ${maximumDepth} levels`, start, end);
    }
    const condition = this.logic('||');
    let node = condition;
    if (this.take('?')) {
      const whenTrue = this.logic('||');
      this.expect(':');
      const whenFalse = this.expression();
      node = { kind: 'conditional', condition, whenTrue, whenFalse, start, end: this.lastEnd };
    }
    this.depth--;
    return node;
  }

  private logic(operator: '&&' | '||'): SyntaxNode {
    const { start } = this.peek();
    const operand = () => (operator === '||' ? this.logic('&&') : this.relation());
    const first = operand();
    if (!this.sees(operator)) return first;
    const terms = [first];
    while (this.take(operator)) terms.push(operand());
    return { kind: 'logic', operator, terms, start, end: this.lastEnd };
  }

  private binary(names: Readonly<Record<string, string>>, operand: () => SyntaxNode): SyntaxNode {
    const { start } = this.peek();
    let left = operand();
    while (true) {
      const token = this.peek();
      const name = Object.hasOwn(names, token.text) ? names[token.text] : undefined;
      if (name === undefined || (token.kind !== 'punctuation' && token.kind !== 'identifier')) return left;
      this.at++;
      const right = operand();
      left = {
        kind: 'call',
        name,
        arguments: [left, right],
        nameStart: token.start,
        nameEnd: token.end,
        start,
        end: this.lastEnd,
      };
    }
  }

  private relation(): SyntaxNode {
    return this.binary(relations, () => this.binary(sums, () => this.binary(products, () => this.unary())));
  }

  private unary(): SyntaxNode {
    const token = this.peek();
    if (token.kind !== 'punctuation' || (token.text !== '!' && token.text !== '-')) return this.member();
    const following = this.peek(1);
    if (token.text === '-' && (following?.kind === 'int' || following?.kind === 'double')) {
      this.at++;
      return this.memberOf(this.literal(this.next(), token));
    }
    let count = 0;
    while (this.take(token.text)) count++;
    const operand = this.member();
    // Pairs cancel out in cel-go's parser, so `!!x` is `x` whatever its type.
    if (count % 2 === 0) return operand;
    return {
      kind: 'call',
      name: token.text === '!' ? '!_' : '-_',
      arguments: [operand],
      nameStart: token.start,
      nameEnd: token.end,
      start: token.start,
      end: this.lastEnd,
    };
  }

  private member(): SyntaxNode {
    return this.memberOf(this.primary());
  }

  private memberOf(primary: SyntaxNode): SyntaxNode {
    let node = primary;
    const { start } = primary;
    while (true) {
      if (this.take('.')) {
        const optional = this.takeOptional();
        const name = this.next();
        if (name.kind === 'escaped-identifier') {
          node = this.select(node, name.text, optional, start);
        } else if (name.kind !== 'identifier' || keywords.has(name.text)) {
          this.unexpected(name, ', expected a field name');
        } else if (!optional && this.sees('(')) {
          node = this.call(name, node, start, name.text);
        } else {
          node = this.select(node, name.text, optional, start);
        }
      } else if (this.take('[')) {
        const optional = this.takeOptional();
        const index = this.expression();
        this.expect(']');
        node = { kind: 'index', operand: node, index, optional, start, end: this.lastEnd };
      } else return node;
    }
  }

  private select(operand: SyntaxNode, field: string, optional: boolean, start: number): SyntaxNode {
    return { kind: 'select', operand, field, optional, presence: false, start, end: this.lastEnd };
  }

  private takeOptional(): boolean {
    const token = this.peek();
    if (!this.take('?')) return false;
    if (!this.options.optionals) {
      this.error('syntax', 'optional syntax is not available in this version', token.start, token.end);
    }
    return true;
  }

  private call(name: Token, target: SyntaxNode | undefined, start: number, fullName: string): SyntaxNode {
    this.expect('(');
    const given: SyntaxNode[] = [];
    if (!this.sees(')')) {
      do given.push(this.expression());
      while (this.take(','));
    }
    this.expect(')');
    const node: SyntaxNode = {
      kind: 'call',
      name: fullName,
      arguments: given,
      nameStart: name.start,
      nameEnd: name.end,
      start,
      end: this.lastEnd,
    };
    if (target !== undefined) node.target = target;
    try {
      return expandMacro(fullName, target, given, node, this.options) ?? node;
    } catch (misuse) {
      if (!(misuse instanceof MacroMisuse)) throw misuse;
      return this.error('syntax', misuse.message, misuse.node.start, misuse.node.end);
    }
  }

  private primary(): SyntaxNode {
    const token = this.next();
    if (token.kind === 'identifier') {
      if (token.text === 'true' || token.text === 'false' || token.text === 'null') {
        const value = token.text === 'null' ? null : token.text === 'true';
        return { kind: 'constant', value, start: token.start, end: token.end };
      }
      return this.name(token, '');
    }
    if (token.kind !== 'punctuation') return this.literal(token);
    switch (token.text) {
      case '(': {
        const inner = this.expression();
        this.expect(')');
        return inner;
      }
      case '[':
        return this.list(token.start);
      case '{':
        return this.map(token.start);
      case '-': {
        const number = this.next();
        if (number.kind !== 'int' && number.kind !== 'double') this.unexpected(token);
        return this.literal(number, token);
      }
      case '.': {
        const name = this.next();
        if (name.kind !== 'identifier') this.unexpected(name, ', expected a name');
        return this.name({ ...name, start: token.start }, '.');
      }
      default:
        return this.unexpected(token);
    }
  }

  /** A variable, a global call, or the type name of an object literal. */
  private name(token: Token, prefix: string): SyntaxNode {
    if (keywords.has(token.text)) this.unexpected(token);
    const typeName = this.objectTypeName(token, prefix);
    if (typeName !== undefined) return this.object(typeName, token.start);
    if (reservedWords.has(token.text)) {
      this.error('syntax', `${token.text} is a reserved word`, token.start, token.end);
    }
    if (this.sees('(')) return this.call(token, undefined, token.start, prefix + token.text);
    return { kind: 'identifier', name: prefix + token.text, start: token.start, end: token.end };
  }

  private objectTypeName(first: Token, prefix: string): string | undefined {
    let at = this.at;
    let name = prefix + first.text;
    while (this.tokens[at]?.text === '.' && this.tokens[at + 1]?.kind === 'identifier') {
      name += `.${this.tokens[at + 1]?.text}`;
      at += 2;
    }
    const brace = this.tokens[at];
    if (brace?.kind !== 'punctuation' || brace.text !== '{') return undefined;
    this.at = at + 1;
    return name;
  }

  /** Calls `entry` for each comma-separated entry up to `close`; one comma may trail. */
  private entries(close: string, entry: (optional: boolean) => void): void {
    let some = false;
    while (!this.take(close)) {
      if (some) {
        this.expect(',');
        if (this.take(close)) return;
      } else if (this.take(',')) {
        this.expect(close);
        return;
      }
      entry(this.takeOptional());
      some = true;
    }
  }

  private list(start: number): SyntaxNode {
    const elements: { value: SyntaxNode; optional: boolean }[] = [];
    this.entries(']', (optional) => elements.push({ value: this.expression(), optional }));
    return { kind: 'list', elements, start, end: this.lastEnd };
  }

  private map(start: number): SyntaxNode {
    const entries: { key: SyntaxNode; value: SyntaxNode; optional: boolean }[] = [];
    this.entries('}', (optional) => {
      const key = this.expression();
      this.expect(':');
      entries.push({ key, value: this.expression(), optional });
    });
    return { kind: 'map', entries, start, end: this.lastEnd };
  }

  private object(typeName: string, start: number): SyntaxNode {
    const fields: { name: string; value: SyntaxNode; optional: boolean; start: number; end: number }[] = [];
    this.entries('}', (optional) => {
      const name = this.next();
      if (name.kind !== 'identifier' && name.kind !== 'escaped-identifier') {
        this.unexpected(name, ', expected a field name');
      }
      this.expect(':');
      fields.push({ name: name.text, value: this.expression(), optional, start: name.start, end: name.end });
    });
    return { kind: 'object', typeName, fields, start, end: this.lastEnd };
  }

  private literal(token: Token, minus?: Token): SyntaxNode {
    const start = minus?.start ?? token.start;
    try {
      return {
        kind: 'constant',
        value: literalValue(token, minus !== undefined),
        start,
        end: token.end,
      };
    } catch (invalid) {
      if (!(invalid instanceof InvalidLiteral)) throw invalid;
      return this.error('syntax', invalid.message, start, token.end);
    }
  }
}

/** Parses an expression, or throws a {@link CelError} at the place that is wrong. */
export function parseExpression(source: string, options: ParserOptions): Expression {
  if (source.length > maximumLength) {
    throw new CelError(
      'size-limit',
      `expression is longer than ${maximumLength} characters`,
      rangeAt(source, 0, 0),
    );
  }
  return { source, root: new Parser(source, options).parse() };
}
