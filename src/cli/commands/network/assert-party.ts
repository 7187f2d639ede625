import type { FieldPath } from '../../../cluster/index.ts';
import { type AssertedParty, parseAddress, parseBlock } from '../../../network/index.ts';
import { didYouMean, type Mistakes } from '../../config/checked-yaml.ts';
import { parseObjectTarget } from '../../target.ts';

/** Where mistakes go, and what only the configuration can tell. */
export interface PartyReading {
  readonly mistakes: Mistakes;
  /** Names of the scopes of the configuration. */
  readonly scopes: readonly string[];
}

const fields = ['namespaces', 'workloads', 'labels', 'scope', 'addresses'] as const;

/** One party or a list of them; what has a mistake is left out, and the mistake told with its place. */
export function readParties(value: unknown, at: FieldPath, reading: PartyReading): AssertedParty[] {
  if (!Array.isArray(value)) return readParty(value, at, reading);
  if (value.length === 0) reading.mistakes.add(at, 'must name somebody');
  return value.flatMap((each: unknown, index) => readParty(each, [...at, index], reading));
}

function readParty(value: unknown, at: FieldPath, reading: PartyReading): AssertedParty[] {
  if (typeof value === 'string') return shortForm(value, at, reading.mistakes);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return longForm(new Map<string, unknown>(Object.entries(value)), at, reading);
  reading.mistakes.add(
    at,
    isScalar(value) ? 'must be text: put it in quotes' : `must be text, or one of ${fields.join(', ')}`,
  );
  return [];
}

function isScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

/** `shop`, `dev-*`, `shop/web`, `shop/deploy/web`, `10.0.0.0/8`, `169.254.169.254`, `internet`, `anything`. */
function shortForm(text: string, at: FieldPath, mistakes: Mistakes): AssertedParty[] {
  if (text === 'internet' || text === 'anything') return [{ type: text }];
  if (parseAddress(text) !== undefined || /^(?:[\d.]+|[\da-f.]*:[\da-f.:]*)(?:\/\d+)?$/i.test(text))
    return addresses([text], at, mistakes);
  if (text.includes('/')) return workload(text, at, mistakes);
  return namespaces([text], at, mistakes);
}

function longForm(
  given: ReadonlyMap<string, unknown>,
  at: FieldPath,
  reading: PartyReading,
): AssertedParty[] {
  const { mistakes } = reading;
  let isRight = true;
  for (const field of given.keys()) {
    if (fields.some((each) => each === field)) continue;
    mistakes.add([...at, field], `no such field${didYouMean(field, fields)}`);
    isRight = false;
  }
  if (!isRight) return [];
  const [first, ...rest] = [...given.keys()].filter(
    (field) => !(field === 'labels' && given.has('namespaces')),
  );
  if (first === undefined) mistakes.add(at, `must have one of ${fields.join(', ')}`);
  if (rest.length > 0)
    mistakes.add(at, `${[first, ...rest].join(' and ')} do not go together: make a list of them`);
  if (first === undefined || rest.length > 0) return [];
  if (first === 'scope') return scope(given.get(first), [...at, first], reading);
  const labels = given.has('labels') ? labelsOf(given.get('labels'), [...at, 'labels'], mistakes) : undefined;
  if (first === 'labels') return labels === undefined ? [] : [{ type: 'pods', labels }];
  const texts = textsOf(given.get(first), [...at, first], mistakes);
  if (first === 'addresses') return addresses(texts, [...at, first], mistakes);
  if (first === 'workloads')
    return texts.flatMap((text, index) => workload(text, [...at, first, index], mistakes));
  return namespaces(texts, [...at, first], mistakes).map((party) => ({
    ...party,
    ...(labels && { labels }),
  }));
}

function scope(value: unknown, at: FieldPath, { mistakes, scopes }: PartyReading): AssertedParty[] {
  if (typeof value === 'string' && scopes.includes(value)) return [{ type: 'scope', name: value }];
  mistakes.add(
    at,
    typeof value === 'string'
      ? `the configuration has no scope "${value}"${didYouMean(value, scopes)}`
      : 'must be the name of a scope',
  );
  return [];
}

function labelsOf(value: unknown, at: FieldPath, mistakes: Mistakes): Record<string, string> | undefined {
  const entries =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (entries.length === 0) mistakes.add(at, 'must be labels, each with its value');
  const labels: Record<string, string> = {};
  for (const [key, each] of entries as [string, unknown][])
    if (typeof each === 'string') labels[key] = each;
    else mistakes.add([...at, key], 'must be text: put it in quotes');
  return entries.length === 0 ? undefined : labels;
}

function textsOf(value: unknown, at: FieldPath, mistakes: Mistakes): string[] {
  if (!Array.isArray(value) || value.length === 0) {
    mistakes.add(at, 'must be a list of names');
    return [];
  }
  return value.flatMap((each: unknown, index) => {
    if (typeof each === 'string') return each;
    mistakes.add([...at, index], 'must be text: put it in quotes');
    return [];
  });
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names, with `*` for any characters. */
function namespaces(texts: readonly string[], at: FieldPath, mistakes: Mistakes): AssertedParty[] {
  const right = texts.filter((text, index) => {
    const isName = /^[a-z0-9*](?:[-a-z0-9*]*[a-z0-9*])?$/.test(text);
    if (!isName) mistakes.add(texts.length > 1 ? [...at, index] : at, `"${text}" is no namespace`);
    return isName;
  });
  return right.length === 0 ? [] : [{ type: 'pods', namespaces: right }];
}

function workload(text: string, at: FieldPath, mistakes: Mistakes): AssertedParty[] {
  const parts = text.split('/');
  const [namespace = '', name = ''] = parts;
  if (parts.length === 2 && namespace !== '' && name !== '') return [{ type: 'workload', namespace, name }];
  const object = parts.length === 3 ? parseObjectTarget(text) : undefined;
  if (object?.namespace !== undefined)
    return [{ type: 'workload', namespace: object.namespace, name: object.name, kind: object.kind }];
  mistakes.add(
    at,
    `"${text}" is no workload: write NAMESPACE/NAME or NAMESPACE/KIND/NAME, such as shop/deploy/web`,
  );
  return [];
}

function addresses(texts: readonly string[], at: FieldPath, mistakes: Mistakes): AssertedParty[] {
  const blocks = texts.flatMap((text, index) => {
    const place = texts.length > 1 ? [...at, index] : at;
    const address = parseAddress(text);
    if (address !== undefined) return { family: address.family, first: address.value, last: address.value };
    const block = parseBlock(text);
    if (block === undefined) mistakes.add(place, `"${text}" is no address and no block such as 10.0.0.0/8`);
    else if (block.hostBits)
      mistakes.add(place, `"${text}" has bits beyond its length: the block begins at another address`);
    else return block;
    return [];
  });
  return blocks.length === 0 ? [] : [{ type: 'addresses', blocks }];
}
