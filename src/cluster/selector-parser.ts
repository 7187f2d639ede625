import { compileSelector, type LabelMatcher, type Labels, SelectorError } from './selector.ts';

/** One term of a `-l` selector. Besides the operators of the API, kubectl's text form compares numbers. */
export interface SelectorTerm {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'GreaterThan' | 'LessThan';
  readonly values: readonly string[];
}

/**
 * Reads a selector as kubectl's `-l` does: terms divided by commas, `key`, `!key`, `key=value`, `key==value`,
 * `key!=value`, `key in (a,b)`, `key notin (a,b)`, `key>1`, `key<1`. `!=` and `notin` hold where the key is absent. An
 * empty text has no terms and matches everything.
 *
 * Throws {@link SelectorError} with the offset of what is wrong.
 * https://pkg.go.dev/k8s.io/apimachinery/pkg/labels#Parse
 */
export function parseSelector(text: string): readonly SelectorTerm[] {
  const parser = new Parser(text);
  const terms: SelectorTerm[] = [];
  if (parser.peek().kind === 'end') return terms;
  for (;;) {
    terms.push(parser.term());
    const next = parser.next();
    if (next.kind === 'end') return terms;
    if (next.text !== ',') throw unexpected(next, 'a comma or the end');
    if (parser.peek().kind === 'end') throw unexpected(parser.peek(), 'another term after the comma');
  }
}

/** A matcher from the text form; see {@link parseSelector}. */
export function compileSelectorText(text: string): LabelMatcher {
  const matchers = parseSelector(text).map(compileTerm);
  return (labels) => matchers.every((matches) => matches(labels));
}

function compileTerm({ key, operator, values }: SelectorTerm): LabelMatcher {
  if (operator !== 'GreaterThan' && operator !== 'LessThan') {
    return compileSelector({ matchExpressions: [{ key, operator, values }] });
  }
  const bound = BigInt(values[0] ?? '0');
  return (labels: Labels) => {
    const value = labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (value === undefined || !isInteger(value)) return false;
    const number = BigInt(value);
    return operator === 'GreaterThan' ? number > bound : number < bound;
  };
}

interface Token {
  readonly kind: 'word' | 'symbol' | 'end';
  readonly text: string;
  readonly position: number;
}

const tokens = /[ \t\r\n]*(?:(?<symbol>==|!=|[=!(),<>])|(?<word>[^ \t\r\n=!(),<>]+))/y;

class Parser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  peek(): Token {
    return this.#tokens[this.#at] as Token;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  term(): SelectorTerm {
    if (this.peek().text === '!') {
      this.next();
      return { key: this.#key(), operator: 'DoesNotExist', values: [] };
    }
    const key = this.#key();
    const next = this.peek();
    if (next.kind === 'end' || next.text === ',') return { key, operator: 'Exists', values: [] };
    this.next();
    switch (next.text) {
      case '=':
      case '==':
        return { key, operator: 'In', values: [this.#value()] };
      case '!=':
        return { key, operator: 'NotIn', values: [this.#value()] };
      case 'in':
        return { key, operator: 'In', values: this.#values() };
      case 'notin':
        return { key, operator: 'NotIn', values: this.#values() };
      case '>':
        return { key, operator: 'GreaterThan', values: [this.#number()] };
      case '<':
        return { key, operator: 'LessThan', values: [this.#number()] };
      default:
        throw unexpected(next, 'an operator: =, ==, !=, in, notin, > or <');
    }
  }

  #key(): string {
    const token = this.next();
    if (token.kind !== 'word') throw unexpected(token, 'a label key');
    if (!isLabelKey(token.text)) throw new SelectorError(`"${token.text}" is no label key`, token.position);
    return token.text;
  }

  /** Absent before a comma or the end: `key=` asks for the empty value. */
  #value(): string {
    const token = this.peek();
    if (token.kind === 'end' || token.text === ',') return '';
    if (token.kind !== 'word') throw unexpected(token, 'a label value');
    this.next();
    return checkedValue(token);
  }

  #number(): string {
    const token = this.next();
    if (token.kind !== 'word' || !isInteger(token.text)) throw unexpected(token, 'a whole number');
    return token.text;
  }

  /** `(a,b)`; an element that is left out is the empty value. */
  #values(): string[] {
    const open = this.next();
    if (open.text !== '(') throw unexpected(open, 'a list of values: (a,b)');
    const values = new Set<string>();
    if (this.peek().text === ')') values.add('');
    while (this.peek().text !== ')') {
      const token = this.next();
      if (token.kind === 'word') {
        values.add(checkedValue(token));
        const after = this.peek();
        if (after.text !== ',' && after.text !== ')') throw unexpected(after, 'a comma or )');
      } else if (token.text === ',') {
        this.#afterComma(values);
      } else {
        throw unexpected(token, 'a value, a comma or )');
      }
    }
    this.next();
    return [...values].sort();
  }

  /** Upstream adds the empty value where nothing stands beside a comma. */
  #afterComma(values: Set<string>): void {
    const next = this.peek().text;
    if (values.size === 0 || next === ')' || next === ',') values.add('');
  }
}

function tokensOf(text: string): Token[] {
  const found: Token[] = [];
  tokens.lastIndex = 0;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const symbol = match.groups?.['symbol'];
    const token = symbol ?? match.groups?.['word'] ?? '';
    found.push({
      kind: symbol === undefined ? 'word' : 'symbol',
      text: token,
      position: match.index + match[0].length - token.length,
    });
  }
  found.push({ kind: 'end', text: '', position: text.length });
  return found;
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  const prefix = key.slice(0, Math.max(slash, 0));
  const isPrefix = slash < 0 || (prefix.length <= 253 && isDnsName(prefix));
  return isPrefix && isNamePart(key.slice(slash + 1));
}

function isDnsName(text: string): boolean {
  return text.split('.').every((part) => /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(part));
}

/** A label value that is a 64-bit number; a sign is no legal label value. */
function isInteger(text: string): boolean {
  return /^\d{1,63}$/.test(text) && BigInt(text) <= 9_223_372_036_854_775_807n;
}

function checkedValue({ text, position }: Token): string {
  if (isNamePart(text)) return text;
  throw new SelectorError(`"${text}" is no label value`, position);
}

function isNamePart(text: string): boolean {
  return text.length <= 63 && /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/.test(text);
}

function unexpected({ kind, text, position }: Token, expected: string): SelectorError {
  const found = kind === 'end' ? 'the end of the selector' : `"${text}"`;
  return new SelectorError(`expected ${expected}, found ${found} at position ${position + 1}`, position);
}
