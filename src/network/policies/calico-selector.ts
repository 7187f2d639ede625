import { allOf, type LabelExpression } from './label-expression.ts';

/** A text that is no selector of Calico's. */
export class CalicoSelectorError extends Error {}

/** What `all()` and `global()` mean: in a selector of namespaces other things than elsewhere, where both hold always. */
export interface Wildcards {
  readonly all: LabelExpression;
  readonly global: LabelExpression;
}

const always: Wildcards = { all: { operator: 'all' }, global: { operator: 'all' } };

/**
 * A selector of Calico's language; an empty one is `all()`. `!=` and `not in` hold where the label is absent.
 * https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#selector
 * @throws CalicoSelectorError
 */
export function parseCalicoSelector(text: string, wildcards: Wildcards = always): LabelExpression {
  const tokens = tokensOf(text);
  if (tokens.length === 0) return wildcards.all;
  const parser = new Parser(tokens, wildcards);
  const expression = parser.either();
  if (!parser.isDone()) throw new CalicoSelectorError(`unexpected ${parser.here()}`);
  return expression;
}

interface Token {
  readonly type: 'label' | 'text' | 'sign';
  readonly value: string;
}

/** Words are operators only in their places, so that labels may be called `in` or `has`. */
const token =
  /[ \t]*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<call>has|all|global)\(|(?<sign>==|!=|&&|\|\||[!(){},])|(?<word>[a-zA-Z0-9_./-]{1,512}))/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.replace(/[ \t]+$/, '').length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const from = token.lastIndex;
    const groups = token.exec(text)?.groups;
    if (groups === undefined) throw new CalicoSelectorError(`unexpected ${text.slice(from).trim()}`);
    const { double, single, call, sign, word } = groups;
    const quoted = double ?? single;
    if (quoted !== undefined) tokens.push({ type: 'text', value: quoted });
    else if (call !== undefined) tokens.push({ type: 'sign', value: `${call}(` });
    else if (sign !== undefined) tokens.push({ type: 'sign', value: sign });
    else tokens.push({ type: 'label', value: word ?? '' });
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #wildcards: Wildcards;
  #at = 0;

  constructor(tokens: readonly Token[], wildcards: Wildcards) {
    this.#tokens = tokens;
    this.#wildcards = wildcards;
  }

  isDone(): boolean {
    return this.#at === this.#tokens.length;
  }

  here(): string {
    return this.#tokens[this.#at]?.value ?? 'end';
  }

  /** `||` binds least. */
  either(): LabelExpression {
    const of = [this.#both()];
    while (this.#takes('||')) of.push(this.#both());
    return of.length === 1 ? allOf(of) : { operator: 'or', of };
  }

  #both(): LabelExpression {
    const of = [this.#maybeNot()];
    while (this.#takes('&&')) of.push(this.#maybeNot());
    return allOf(of);
  }

  #maybeNot(): LabelExpression {
    return this.#takes('!') ? { operator: 'not', of: this.#maybeNot() } : this.#term();
  }

  #term(): LabelExpression {
    if (this.#takes('(')) {
      const inner = this.either();
      this.#needs(')');
      return inner;
    }
    for (const wildcard of ['all', 'global'] as const)
      if (this.#takes(`${wildcard}(`)) {
        this.#needs(')');
        return this.#wildcards[wildcard];
      }
    if (this.#takes('has(')) {
      const key = this.#label('a label');
      this.#needs(')');
      return { operator: 'has', key };
    }
    return this.#comparison(this.#label('a label'));
  }

  #comparison(key: string): LabelExpression {
    if (this.#takes('==')) return { operator: 'in', key, values: [this.#text()] };
    if (this.#takes('!=')) return not({ operator: 'in', key, values: [this.#text()] });
    const operator = this.#label('an operator');
    switch (operator) {
      case 'contains':
        return { operator: 'contains', key, text: this.#text() };
      case 'in':
        return { operator: 'in', key, values: this.#texts() };
      case 'startswith':
        return { operator: 'starts-with', key, text: this.#text() };
      case 'endswith':
        return { operator: 'ends-with', key, text: this.#text() };
      case 'notin':
        return not({ operator: 'in', key, values: this.#texts() });
      case 'starts':
        this.#word('with');
        return { operator: 'starts-with', key, text: this.#text() };
      case 'ends':
        this.#word('with');
        return { operator: 'ends-with', key, text: this.#text() };
      case 'not':
        this.#word('in');
        return not({ operator: 'in', key, values: this.#texts() });
      default:
        throw new CalicoSelectorError(`${operator} is no operator`);
    }
  }

  #texts(): string[] {
    const values: string[] = [];
    this.#needs('{');
    while (!this.#takes('}')) {
      values.push(this.#text());
      if (!this.#takes(',')) {
        this.#needs('}');
        break;
      }
    }
    return values;
  }

  #takes(sign: string): boolean {
    const next = this.#tokens[this.#at];
    if (next?.type !== 'sign' || next.value !== sign) return false;
    this.#at++;
    return true;
  }

  #needs(sign: string): void {
    if (!this.#takes(sign)) throw new CalicoSelectorError(`expected ${sign} and not ${this.here()}`);
  }

  #word(word: string): void {
    if (this.#label(word) !== word) throw new CalicoSelectorError(`expected ${word}`);
  }

  #label(what: string): string {
    return this.#take('label', what);
  }

  #text(): string {
    return this.#take('text', 'a text in quotes');
  }

  #take(type: Token['type'], what: string): string {
    const next = this.#tokens[this.#at];
    if (next?.type !== type) throw new CalicoSelectorError(`expected ${what} and not ${this.here()}`);
    this.#at++;
    return next.value;
  }
}

function not(of: LabelExpression): LabelExpression {
  return { operator: 'not', of };
}
