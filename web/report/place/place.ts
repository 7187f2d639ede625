/**
 * A place is where a person is: a page and everything that was chosen on it. It is written into the URL hash, so
 * that a link shows another person the same rows. Values keep `/`, `:` and `@` readable; a comma parts values.
 */
export interface Place {
  /** `['findings']`, `['control', 'privileged-container']`; empty for the overview. */
  readonly path: readonly string[];
  readonly query: Query;
}

export type Query = Readonly<Record<string, readonly string[]>>;

/** Reads a URL hash (`#/findings?severity=critical,high`). Broken escapes are taken literally, never thrown. */
export function parsePlace(hash: string): Place {
  const text = hash.replace(/^#?\/?/, '');
  const mark = text.indexOf('?');
  const pathText = mark < 0 ? text : text.slice(0, mark);
  const queryText = mark < 0 ? '' : text.slice(mark + 1);
  const path = pathText
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const query: Record<string, string[]> = {};
  for (const pair of queryText.split('&')) {
    const equals = pair.indexOf('=');
    if (equals < 1) continue;
    const values = pair
      .slice(equals + 1)
      .split(',')
      .filter((value) => value !== '')
      .map(decode);
    if (values.length > 0) query[decode(pair.slice(0, equals))] = values;
  }
  return { path, query };
}

/** Writes a place as a URL hash. Keys are sorted: equal places are equal links. */
export function formatPlace(place: Place): string {
  const path = place.path.map((part) => encodeURIComponent(part)).join('/');
  const pairs = Object.keys(place.query)
    .sort()
    .filter((key) => (place.query[key]?.length ?? 0) > 0)
    .map((key) => `${encode(key)}=${(place.query[key] ?? []).map(encode).join(',')}`);
  return `#/${path}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`;
}

/** The place with some query keys set; an empty list or `undefined` takes the key away. */
export function withQuery(
  place: Place,
  changes: Readonly<Record<string, readonly string[] | undefined>>,
): Place {
  const query: Record<string, readonly string[]> = { ...place.query };
  for (const [key, values] of Object.entries(changes)) {
    if (values === undefined || values.length === 0) delete query[key];
    else query[key] = values;
  }
  return { path: place.path, query };
}

function encode(value: string): string {
  return encodeURIComponent(value).replace(/%(2F|3A|40)/g, (escape) => decodeURIComponent(escape));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
