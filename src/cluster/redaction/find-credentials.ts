import { nameStrength } from './credential-name.ts';
import type { CredentialSpan } from './credential-span.ts';
import { detectors } from './detectors.ts';
import { embeddedSecretValues } from './embedded-objects.ts';
import { isLiteralCredential } from './literal.ts';
import { findRedacted } from './redacted.ts';

/**
 * Credentials in a text, in order and apart from each other. `name` is what the text is the value of: the variable, key,
 * flag or field. Deterministic; linear in the length of the text but for a constant.
 */
export function findCredentials(text: string, name = ''): readonly CredentialSpan[] {
  if (text.length < 4) return [];
  const spans = [...knownForms(text), ...embeddedSecretValues(text), ...namedValues(text), ...encoded(text)];
  const strength = nameStrength(name);
  if (spans.length === 0 && strength !== undefined && isLiteralCredential(text.trim(), strength)) {
    spans.push({
      start: 0,
      end: text.length,
      detector: `named-${strength === 'strong' ? 'password' : 'secret'}`,
    });
  }
  return spans.length === 0 ? spans : apart(withoutRedacted(text, spans));
}

/** Nearly every text has no hint of any detector; one pass over it says so. */
const anyHint = new RegExp(
  [...new Set(detectors.flatMap(({ hints }) => hints))]
    .map((hint) => hint.replaceAll(/[.$]/g, '\\$&'))
    .join('|'),
);

function knownForms(text: string): CredentialSpan[] {
  const spans: CredentialSpan[] = [];
  if (!anyHint.test(text)) return spans;
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

const credentialWord = /pass|pwd|secret|token|key|credential|auth|jwt|dsn/i;
/** `name: value`, `name=value`, `"name": "value"`, with the value quoted, to the end of the line, or one word. */
const assignment =
  /(?<![A-Za-z0-9_.-])(?<name>[A-Za-z_.-][A-Za-z0-9_.-]{0,127})(?:\\{0,3}["'])?[ \t]{0,8}(?<separator>=>|[:=])[ \t]{0,8}(?:\\{0,3}"(?<double>[^"\n]{0,4096})|\\{0,3}'(?<single>[^'\n]{0,4096})|[|>][+-]?[ \t]{0,8}\r?\n[ \t]{1,40}(?<block>[^\n]{1,4096})|(?<bare>[^\s"'][^\n]{0,1023}))/g;
/** `--password value` in a command line. */
const flag =
  /(?<![A-Za-z0-9])--?(?<name>[A-Za-z][A-Za-z0-9_.-]{2,64})[ \t]{1,4}(?<bare>"[^"\n]{1,512}"|'[^'\n]{1,512}'|[^\s"'-][^\s"']{0,512})/g;
/** `<password>value</password>` */
const element = /<(?<name>[A-Za-z][A-Za-z0-9:_.-]{2,64})>(?<bare>[^<\n]{4,512})<\//g;

function namedValues(text: string): CredentialSpan[] {
  if (!credentialWord.test(text)) return [];
  const spans: CredentialSpan[] = [];
  assignment.lastIndex = 0;
  for (let match = assignment.exec(text); match !== null; match = assignment.exec(text)) {
    const { name = '', separator, double, single, block, bare } = match.groups ?? {};
    const value = double ?? single ?? block ?? bareValue(bare ?? '', text, match.index);
    const start = match.index + match[0].length - (double ?? single ?? block ?? bare ?? '').length;
    const quoted = double ?? single;
    // In `arn:aws:secretsmanager:…:secret:name` the word is a segment, not a name.
    const isSegment = separator === ':' && /[:/]/.test(text[match.index - 1] ?? '');
    if (!isSegment) addNamed(spans, name, quoted?.replace(/\\+$/, '') ?? value, start);
    // What follows the separator may be an assignment itself: `--set=db.password=x`, `a: {password: x}`.
    assignment.lastIndex = start;
  }
  for (const pattern of [flag, element]) {
    for (const match of text.matchAll(pattern)) {
      const { name = '', bare = '' } = match.groups ?? {};
      const value = bare.replace(/^["']|["']$/g, '');
      addNamed(spans, name, value, match.index + match[0].lastIndexOf(value));
    }
  }
  return spans;
}

function addNamed(spans: CredentialSpan[], name: string, value: string, start: number): void {
  const strength = nameStrength(name);
  if (strength === undefined || !isLiteralCredential(value, strength)) return;
  const detector = `named-${strength === 'strong' ? 'password' : 'secret'}`;
  spans.push({ start, end: start + value.length, detector });
}

/** An unquoted value ends at white space, or where its line is one assignment, at the end of the line or a comment. */
function bareValue(rest: string, text: string, start: number): string {
  const end = isWholeLine(text, start) ? /\s+#|\s*$/ : /[\s,;&"'}\])]|\s*$/;
  return rest.slice(0, rest.search(end));
}

/** Indentation is bounded, so that a text without line breaks is not walked back again and again. */
function isWholeLine(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 96), start);
  const lineStart = before.lastIndexOf('\n') + 1;
  if (lineStart === 0 && start > 96) return false;
  return /^[\s-]*(?:export\s)?$/.test(before.slice(lineStart)) && text.includes('\n');
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
    const [first] = inner;
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
