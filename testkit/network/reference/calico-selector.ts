type Labels = Readonly<Record<string, string>>;

/**
 * Whether labels satisfy a selector of Calico's language; an empty one is `all()`. `!=` and `not in` hold where the label is
 * absent. https://docs.tigera.io/calico/latest/reference/resources/globalnetworkpolicy#selectors
 * @throws where the text is no selector
 */
export function calicoSelects(selector: string, labels: Labels): boolean {
  const reader = new Reader(selector);
  if (reader.ended()) return true;
  const value = readOr(reader, labels);
  if (!reader.ended()) throw new Error(`unexpected content at end of selector: ${selector}`);
  return value;
}

class Reader {
  #rest: string;

  constructor(text: string) {
    this.#rest = text.replace(/^[ \t]+/, '');
  }

  ended(): boolean {
    return this.#rest === '';
  }

  /** Takes what a pattern finds at the front, and returns its group or all of it. */
  take(pattern: RegExp): string | undefined {
    const found = new RegExp(`^(?:${pattern.source})[ \\t]*`).exec(this.#rest);
    if (found === null) return undefined;
    this.#rest = this.#rest.slice(found[0].length);
    return found[1] ?? found[0];
  }

  need(pattern: RegExp, what: string): string {
    const found = this.take(pattern);
    if (found === undefined) throw new Error(`expected ${what} before «${this.#rest}»`);
    return found;
  }
}

/** `||` binds least. */
function readOr(reader: Reader, labels: Labels): boolean {
  let value = readAnd(reader, labels);
  while (reader.take(/\|\|/) !== undefined) value = readAnd(reader, labels) || value;
  return value;
}

function readAnd(reader: Reader, labels: Labels): boolean {
  let value = readNot(reader, labels);
  while (reader.take(/&&/) !== undefined) value = readNot(reader, labels) && value;
  return value;
}

function readNot(reader: Reader, labels: Labels): boolean {
  if (reader.take(/!(?!=)/) !== undefined) return !readNot(reader, labels);
  return readOperation(reader, labels);
}

const labelKey = '[a-zA-Z0-9_./-]{1,512}';

function readOperation(reader: Reader, labels: Labels): boolean {
  if (reader.take(/\(/) !== undefined) {
    const value = readOr(reader, labels);
    reader.need(/\)/, ')');
    return value;
  }
  const present = reader.take(new RegExp(`has\\(\\s*(${labelKey})\\s*\\)`));
  if (present !== undefined) return Object.hasOwn(labels, present);
  // `global()` means something in a namespaceSelector only; elsewhere it holds always.
  if (reader.take(/all\(\s*\)/) !== undefined || reader.take(/global\(\s*\)/) !== undefined) return true;
  const key = reader.need(new RegExp(`(${labelKey})`), 'a label');
  return readComparison(reader, Object.hasOwn(labels, key) ? labels[key] : undefined);
}

function readComparison(reader: Reader, value: string | undefined): boolean {
  if (reader.take(/==/) !== undefined) return value === readText(reader);
  if (reader.take(/!=/) !== undefined) return value !== readText(reader);
  if (reader.take(/contains/) !== undefined) return included(value, readText(reader));
  if (reader.take(/starts\s*with/) !== undefined) {
    const start = readText(reader);
    return value?.startsWith(start) ?? false;
  }
  if (reader.take(/ends\s*with/) !== undefined) {
    const end = readText(reader);
    return value?.endsWith(end) ?? false;
  }
  if (reader.take(/not\s*in\b/) !== undefined) {
    const set = readSet(reader);
    return value === undefined || !set.includes(value);
  }
  reader.need(/in\b/, 'an operator');
  const set = readSet(reader);
  return value !== undefined && set.includes(value);
}

function included(value: string | undefined, part: string): boolean {
  return value?.includes(part) ?? false;
}

function readText(reader: Reader): string {
  return reader.take(/"([^"]*)"/) ?? reader.need(/'([^']*)'/, 'a text in quotes');
}

function readSet(reader: Reader): string[] {
  reader.need(/\{/, '{');
  const values: string[] = [];
  while (reader.take(/\}/) === undefined) {
    values.push(readText(reader));
    if (reader.take(/,/) === undefined) {
      reader.need(/\}/, '}');
      break;
    }
  }
  return values;
}
