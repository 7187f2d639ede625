import { commandLineDetectors } from './command-line.ts';
import { nameStrength } from './credential-name.ts';
import type { CredentialSpan } from './credential-span.ts';
import { type Detector, detectors as tokenDetectors } from './detectors.ts';
import { embeddedSecretValues } from './embedded-objects.ts';
import { isProgramFile } from './expression.ts';
import { isKnownHarmless, rememberHarmless } from './harmless-texts.ts';
import { chosenValue, namedValue, namedValues } from './named-values.ts';
import { queryValue, queryValues } from './query-values.ts';
import { findRedacted } from './redacted.ts';
import { staticTokens } from './static-tokens.ts';
import { userInformation, userPassword } from './user-information.ts';

/**
 * Credentials in a text, in order and apart from each other. `name` is what the text is the value of: the variable, key,
 * flag or field. Deterministic; linear in the length of the text but for a constant.
 */
export function findCredentials(text: string, name = ''): readonly CredentialSpan[] {
  if (text.length < 4) return [];
  const tokens = staticTokens(text, name);
  if (isKnownHarmless(text)) return tokens.length > 0 ? tokens : byName(text, name);
  const found = [
    ...knownForms(text),
    ...embeddedValues(text, name),
    ...namedValues(text, name),
    ...encoded(text),
  ];
  const guesses = [...queryValues(text), ...userInformation(text, name)];
  // With an at sign the name decides too.
  if (found.length === 0 && guesses.length === 0 && !text.includes('@')) rememberHarmless(text);
  const spans = [...found.filter((span) => !isGuess(span)), ...tokens];
  if (spans.length === 0) spans.push(...byName(text, name));
  // Guesses come last: what they overlap with is named by what is sure of it.
  spans.push(...guesses, ...found.filter(isGuess));
  return spans.length === 0 ? spans : apart(withoutRedacted(text, spans));
}

/** The whole text, where its name says that it is a credential and it may be one. */
function byName(text: string, name: string): CredentialSpan[] {
  if (nameStrength(name) === undefined) return [];
  const named = namedValue(name, text.trim(), 0);
  return named === undefined ? [] : [{ ...named, end: text.length }];
}

/** Passwords in the arguments of a client, joined by spaces. */
export function findInCommandLine(text: string): readonly CredentialSpan[] {
  return apart(spansOf(commandLineDetectors, text));
}

/** Hidden by its place or its look alone, so that it never decides what a whole value is. */
function isGuess({ detector }: CredentialSpan): boolean {
  return guessing.has(detector);
}

const guessing: ReadonlySet<string> = new Set([chosenValue, queryValue, userPassword]);

/** A program that makes Secrets writes expressions where a manifest has values. */
function embeddedValues(text: string, name: string): CredentialSpan[] {
  const spans = embeddedSecretValues(text);
  if (spans.length === 0 || !isProgramFile(name)) return spans;
  return spans.map((span) => ({ ...span, detector: `possible-${span.detector}` }));
}

const detectors = [...tokenDetectors, ...commandLineDetectors];
/** URLs are so common that looking for anything else in each of them would cost more than all the rest. */
const urlDetectors = detectors.filter(({ hints }) => hints.includes('://'));
const otherDetectors = detectors.filter((detector) => !urlDetectors.includes(detector));
/** Nearly every text has no hint of any detector; one pass over it says so. */
const anyHint = new RegExp(
  [...new Set(otherDetectors.flatMap(({ hints }) => hints))]
    .filter((hint, _, all) => !all.some((other) => other !== hint && hint.includes(other)))
    .map((hint) => hint.replaceAll(/[.$*({]/g, '\\$&'))
    .join('|'),
);
const shortestForm = 8;

function knownForms(text: string): CredentialSpan[] {
  if (text.length < shortestForm) return [];
  const spans = anyHint.test(text) ? spansOf(otherDetectors, text) : [];
  if (text.includes('://')) spans.push(...spansOf(urlDetectors, text));
  return spans;
}

function spansOf(detectors: readonly Detector[], text: string): CredentialSpan[] {
  const spans: CredentialSpan[] = [];
  for (const { id, hints, pattern, verify } of detectors) {
    if (!hints.some((hint) => text.includes(hint))) continue;
    for (const match of text.matchAll(pattern)) {
      const secret = match.groups?.['secret'] ?? match[0];
      if (verify && !verify(secret)) continue;
      const start = match.index + match[0].lastIndexOf(secret);
      spans.push({ start, end: start + secret.length, detector: id });
    }
  }
  return spans;
}

/**
 * A run is bounded, because the engine keeps a way back for each repetition: an object in etcd is at most 1.5 MiB long.
 * https://etcd.io/docs/v3.6/dev-guide/limit/
 */
const base64Run = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/]{24,1572864}={0,2}(?![A-Za-z0-9+/=_-])/g;
const maximumDepth = 2;

/** Base64 that decodes to text with a credential in it, at most twice encoded. */
function encoded(text: string, depth = 1): CredentialSpan[] {
  if (text.length < 24) return [];
  const spans: CredentialSpan[] = [];
  for (const match of text.matchAll(base64Run)) {
    const decoded = decodedText(match[0]);
    if (decoded === undefined) continue;
    const inner = [...knownForms(decoded), ...namedValues(decoded)];
    if (depth < maximumDepth) inner.push(...encoded(decoded, depth + 1));
    inner.push(...queryValues(decoded), ...userInformation(decoded, ''));
    const first = inner.find((span) => !isGuess(span)) ?? inner[0];
    if (first)
      spans.push({ start: match.index, end: match.index + match[0].length, detector: first.detector });
  }
  return spans;
}

/** Undefined where base64 holds no text. */
export function decodedText(base64: string): string | undefined {
  // The first bytes decide for nearly everything that is no text, such as digests.
  if (!isText(Buffer.from(base64.slice(0, 24), 'base64').subarray(0, 16))) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  return isText(bytes) ? bytes.toString('utf8') : undefined;
}

function isText(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) return false;
  return bytes.length > 0 && !bytes.toString('utf8').slice(0, -1).includes('\ufffd');
}

function withoutRedacted(text: string, spans: readonly CredentialSpan[]): readonly CredentialSpan[] {
  const done = findRedacted(text);
  return done.length === 0
    ? spans
    : spans.filter((span) => !done.some((token) => span.start < token.end && token.start < span.end));
}

/** Overlapping spans become one, so that no part of any is left; the first detector names it. */
function apart(spans: readonly CredentialSpan[]): readonly CredentialSpan[] {
  const sorted = spans
    .map((span, rank) => ({ ...span, rank }))
    .sort((left, right) => left.start - right.start);
  const merged: (CredentialSpan & { rank: number })[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) {
      merged.push(span);
      continue;
    }
    const first = span.rank < last.rank ? span : last;
    merged[merged.length - 1] = {
      start: last.start,
      end: Math.max(last.end, span.end),
      detector: first.detector,
      rank: first.rank,
    };
  }
  return merged.map(({ start, end, detector }) => ({ start, end, detector }));
}
