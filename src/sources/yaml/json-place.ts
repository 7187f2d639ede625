import type { FieldPath } from '../../cluster/index.ts';
import { closingQuote, findJsonExtent } from './json-extent.ts';
import { skipJsonSpace } from './json-parser.ts';

/**
 * Offset of a field in JSON that was read before: of its name, of the item itself in a list; of its nearest ancestor that
 * is written when it is not. What is beside the way is passed over and nothing is built. Of a name that is written twice
 * the last counts, as Go's encoding/json takes it.
 *
 * @param from where the value starts
 * @param visited kept by who asks for more places in the same text
 */
export function placeInJson(
  text: string,
  from: number,
  path: FieldPath,
  visited: VisitedCollections = new Map(),
): number {
  const value = skipJsonSpace(text, from);
  let found: Found = { place: value, value };
  for (const step of path) {
    const next = childIn({ text, visited }, found.value, step);
    if (next === undefined) break;
    found = next;
  }
  return found.place;
}

/** Where the parts of large collections are, by where the collection starts: each is passed over once for all places in it. */
export type VisitedCollections = Map<number, ReadonlyMap<string, Found>>;

/** From this length on the parts of a collection are remembered. */
const LARGE = 64 * 1024;

function childIn(
  { text, visited }: { text: string; visited: VisitedCollections },
  at: number,
  step: string | number,
): Found | undefined {
  const known = visited.get(at);
  if (known === undefined && text.length - at < LARGE) return childOf(text, at, step);
  const parts = known ?? partsOf(text, at);
  if (known === undefined && valueEnd(text, at) - at >= LARGE) visited.set(at, parts);
  return text.charCodeAt(at) === 0x5b && typeof step !== 'number' ? undefined : parts.get(String(step));
}

function partsOf(text: string, at: number): ReadonlyMap<string, Found> {
  const parts = new Map<string, Found>();
  const isObject = text.charCodeAt(at) === 0x7b;
  if (!isObject && text.charCodeAt(at) !== 0x5b) return parts;
  let place = skipJsonSpace(text, at + 1);
  while (isObject ? text.charCodeAt(place) === QUOTE : !endsList(text, place)) {
    const end = isObject ? valueEnd(text, place) : place;
    const value = isObject ? skipJsonSpace(text, skipJsonSpace(text, end) + 1) : place;
    parts.set(isObject ? nameAt(text, place, end) : String(parts.size), { place, value });
    place = nextEntry(text, value);
  }
  return parts;
}

interface Found {
  readonly place: number;
  /** Where the value starts. */
  readonly value: number;
}

function childOf(text: string, at: number, step: string | number): Found | undefined {
  const opening = text.charCodeAt(at);
  if (opening === 0x7b) return fieldIn(text, at, String(step));
  return opening === 0x5b && typeof step === 'number' ? itemIn(text, at, step) : undefined;
}

function fieldIn(text: string, object: number, name: string): Found | undefined {
  let found: Found | undefined;
  let place = skipJsonSpace(text, object + 1);
  while (text.charCodeAt(place) === QUOTE) {
    const end = valueEnd(text, place);
    const value = skipJsonSpace(text, skipJsonSpace(text, end) + 1);
    if (nameAt(text, place, end) === name) found = { place, value };
    place = nextEntry(text, value);
  }
  return found;
}

function itemIn(text: string, list: number, index: number): Found | undefined {
  let place = skipJsonSpace(text, list + 1);
  for (let count = 0; count < index && !endsList(text, place); count++) place = nextEntry(text, place);
  return endsList(text, place) ? undefined : { place, value: place };
}

const QUOTE = 0x22;

function nameAt(text: string, from: number, to: number): string {
  const raw = text.slice(from + 1, to - 1);
  return raw.includes('\\') ? String(JSON.parse(text.slice(from, to))) : raw;
}

/** Behind a value and the comma that follows it, if one does. */
function nextEntry(text: string, value: number): number {
  const end = skipJsonSpace(text, valueEnd(text, value));
  return text.charCodeAt(end) === 0x2c ? skipJsonSpace(text, end + 1) : end;
}

function endsList(text: string, place: number): boolean {
  return place >= text.length || text.charCodeAt(place) === 0x5d;
}

/** Behind the value at `from`; the end of the text where it has none. */
function valueEnd(text: string, from: number): number {
  const opening = text.charCodeAt(from);
  if (opening === QUOTE) {
    const quote = closingQuote(text, from + 1);
    return quote < 0 ? text.length : quote + 1;
  }
  if (opening === 0x7b || opening === 0x5b) return findJsonExtent(text, from)?.end ?? text.length;
  WORD.lastIndex = from;
  return WORD.test(text) ? WORD.lastIndex : text.length;
}

const WORD = /[-+.\w]+/y;
