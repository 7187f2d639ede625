/** Names of hosts that a rule answers for; `any` where it is not about them, or cannot be read. */
export type RuleHosts = ReadonlySet<string> | 'any';

const token = /\s*(?:(&&|\|\||!|\(|\)|,)|`([^`]*)`|"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z]+))/y;

interface Token {
  readonly kind: 'sign' | 'text' | 'name';
  readonly text: string;
}

/** Matchers of hosts. An expression stands for names that cannot be listed, and is kept as it is written. */
const hostMatchers = new Set(['Host', 'HostHeader', 'HostRegexp', 'HostSNI', 'HostSNIRegexp']);

/**
 * The hosts of a rule of Traefik: matchers such as ``Host(`a.example`)`` joined by `&&`, `||`, `!` and parentheses. Names that
 * both sides of `&&` have, or those of the one that is about hosts; of `||` all, or any where one side is not about them.
 * https://doc.traefik.io/traefik/reference/routing-configuration/http/router/rules-and-priority/
 */
export function hostsOfRule(rule: string): RuleHosts {
  const tokens = tokensOf(rule);
  if (tokens === undefined) return 'any';
  const reader = new RuleReader(tokens);
  const hosts = reader.alternatives();
  return reader.isAtEnd ? (hosts ?? 'any') : 'any';
}

/** Undefined for what is no rule. */
function tokensOf(rule: string): Token[] | undefined {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < rule.trimEnd().length) {
    const [, sign, ...rest] = token.exec(rule) ?? [];
    const [back, double, single, name] = rest;
    const text = back ?? double ?? single;
    if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else if (text !== undefined) tokens.push({ kind: 'text', text });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else return undefined;
  }
  return tokens;
}

function commonHosts(some: RuleHosts, others: RuleHosts): RuleHosts {
  if (some === 'any') return others;
  return others === 'any' ? some : new Set([...some].filter((host) => others.has(host)));
}

/** Reads a rule by its grammar; undefined where it does not keep to it. */
class RuleReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  alternatives(): RuleHosts | undefined {
    let hosts = this.#conjunction();
    while (hosts !== undefined && this.#take('||')) {
      const other = this.#conjunction();
      if (other === undefined) return undefined;
      hosts = hosts === 'any' || other === 'any' ? 'any' : new Set([...hosts, ...other]);
    }
    return hosts;
  }

  #conjunction(): RuleHosts | undefined {
    let hosts = this.#term();
    while (hosts !== undefined && this.#take('&&')) {
      const other = this.#term();
      if (other === undefined) return undefined;
      hosts = commonHosts(hosts, other);
    }
    return hosts;
  }

  /** Whatever a negation leaves cannot be listed. */
  #term(): RuleHosts | undefined {
    if (this.#take('!')) return this.#term() === undefined ? undefined : 'any';
    if (this.#take('(')) {
      const hosts = this.alternatives();
      return this.#take(')') ? hosts : undefined;
    }
    const name = this.#next('name');
    if (name === undefined || !this.#take('(')) return undefined;
    const values: string[] = [];
    while (!this.#take(')')) {
      const value = this.#next('text');
      if (value === undefined) return undefined;
      values.push(value);
      this.#take(',');
    }
    return hostMatchers.has(name) && !values.includes('*') ? new Set(values) : 'any';
  }

  #take(sign: string): boolean {
    const { kind, text } = this.#tokens[this.#at] ?? {};
    if (kind !== 'sign' || text !== sign) return false;
    this.#at++;
    return true;
  }

  #next(kind: Token['kind']): string | undefined {
    const found = this.#tokens[this.#at];
    if (found?.kind !== kind) return undefined;
    this.#at++;
    return found.text;
  }
}
