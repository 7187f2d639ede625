import { maySayPassword, type NameStrength, nameStrength } from './credential-name.ts';
import type { CredentialSpan } from './credential-span.ts';
import { isExpression, isProgramFile, isProse } from './expression.ts';
import { isLiteralCredential, isUserAndPassword } from './literal.ts';

const credentialWord = /pass|pwd|secret|token|key|cred|auth|jwt|dsn|cookie|[_-]pat\b|pw\b/i;
/** `name: value`, `name=value`, `"name": "value"`, with the value quoted, to the end of the line, or one word. */
const assignment =
  /(?<![A-Za-z0-9_.-])(?<name>[A-Za-z_.-][A-Za-z0-9_.-]{0,127})(?:\\{0,3}["'])?[ \t]{0,8}(?<separator>=>|[:=]?=|:)[ \t]{0,8}(?:\\{0,3}"(?<double>[^"\n]{0,4096})|\\{0,3}'(?<single>[^'\n]{0,4096})|[|>][+-]?[ \t]{0,8}\r?\n[ \t]{1,40}(?<block>[^\n]{1,4096})|(?<bare>[^\s"'][^\n]{0,1023}))/g;

/** Other ways to write a name with its value. A text without any of the hints has none. */
const namedForms: readonly { readonly hints: readonly string[]; readonly pattern: RegExp }[] = [
  {
    // `--password value` in a command line
    hints: ['-'],
    pattern:
      /(?<![A-Za-z0-9])--?(?<name>[A-Za-z][A-Za-z0-9_.-]{1,64})[ \t]{1,4}(?<value>"[^"\n]{1,512}"|'[^'\n]{1,512}'|[^\s"'-][^\s"']{0,512})/g,
  },
  {
    // `<password>value</password>`
    hints: ['</'],
    pattern: /<(?<name>[A-Za-z][A-Za-z0-9:_.-]{2,64})>(?<value>[^<\n]{4,512})<\//g,
  },
  {
    // `<name>…password</name><value>…</value>`
    hints: ['<value>'],
    pattern: /<name>(?<name>[\w.:-]{3,128})<\/name>\s{0,64}<value>(?<value>[^<\n]{1,512})<\/value>/g,
  },
  {
    // A variable in a manifest inside a text: `- name: DB_PASSWORD`, `value: …`
    hints: ['value'],
    pattern:
      /\bname["']?:[ \t]{0,4}["']?(?<name>[\w.-]{3,128})["']?,?\s{1,64}["']?value["']?:[ \t]{0,4}(?<value>"[^"\n]{1,1024}"|'[^'\n]{1,1024}'|[^\s"'][^\s"']{0,1023})/g,
  },
  {
    // `proxy_set_header X-Api-Key "…";`
    hints: ['header'],
    pattern:
      /\b(?:proxy_set_header|more_set_(?:input_)?headers|set-header)\s{1,8}(?<name>[A-Za-z][\w-]{2,64})\s{1,8}(?<value>"[^"\n]{1,512}"|[^\s"';]{1,512})/g,
  },
  {
    // https://redis.io/docs/latest/operate/oss_and_stack/management/config/
    hints: ['requirepass', 'masterauth', 'insecure-password'],
    pattern:
      /\b(?<name>requirepass|masterauth|insecure-password)[ \t]{1,8}(?<value>"[^"\n]{1,512}"|[^\s"']{1,512})/g,
  },
  {
    // `define('DB_PASSWORD', '…')`
    hints: ['define('],
    pattern:
      /\bdefine\(\s{0,4}["'](?<name>\w{3,64})["']\s{0,4},\s{0,4}(?<value>'[^'\n]{1,512}'|"[^"\n]{1,512}")/g,
  },
  {
    // `secret = []byte("…")`
    hints: ['byte(', 'Buffer.from(', 'SecretStr('],
    pattern:
      /\b(?<name>\w{3,64})\s{0,4}:?=\s{0,4}(?:\[\]byte|Buffer\.from|SecretStr)\((?<value>"[^"\n]{1,512}"|'[^'\n]{1,512}')/g,
  },
];

/** Values in a text that the name before them says are credentials. `file` names the text. */
export function namedValues(text: string, file = ''): CredentialSpan[] {
  if (!credentialWord.test(text)) return [];
  const spans: CredentialSpan[] = [];
  const isProgram = isProgramFile(file);
  assignment.lastIndex = 0;
  for (let match = assignment.exec(text); match !== null; match = assignment.exec(text)) {
    const { name = '', separator, double, single, block, bare } = match.groups ?? {};
    const start = match.index + match[0].length - (double ?? single ?? block ?? bare ?? '').length;
    // What follows the separator may be an assignment itself: `--set=db.password=x`, `a: {password: x}`.
    assignment.lastIndex = start;
    const strength = nameStrength(name);
    if (strength === undefined || separator === '==') continue;
    if (isSegment(text, match.index, separator) || isVariable(match[0])) continue;
    const quoted = double ?? single;
    const value = quoted?.replace(/\\+$/, '') ?? block ?? bareValue(bare ?? '', text, match.index);
    const span = namedValue(name, value, start);
    if (span === undefined) continue;
    const isBare = quoted === undefined;
    const isCode = isProse(value) || (isBare && (isProgram || isExpression(value, strength)));
    spans.push(isCode ? possible(span) : span);
  }
  for (const { hints, pattern } of namedForms) {
    if (!hints.some((hint) => text.includes(hint))) continue;
    for (const match of text.matchAll(pattern)) {
      const { name = '', value: raw = '' } = match.groups ?? {};
      const value = raw.replaceAll(/^["']|["']$/g, '');
      const span = namedValue(name, value, match.index + match[0].lastIndexOf(value));
      if (span) spans.push(span);
    }
  }
  return spans;
}

/** The credential in a value, by the name of the value; undefined where the name says nothing or the value is none. */
export function namedValue(name: string, value: string, start: number): CredentialSpan | undefined {
  const strength = nameStrength(name);
  if (strength === undefined) return undefined;
  const detector = `named-${strength === 'strong' ? 'password' : 'secret'}`;
  const span = { start, end: start + value.length, detector };
  if (isLiteralCredential(value, strength) || (isBasic(name) && isUserAndPassword(value))) return span;
  return mayBeChosen(name, value, strength) ? { ...span, detector: chosenValue } : undefined;
}

/** Id of a value that {@link mayBeChosen}. */
export const chosenValue = 'possible-chosen-value';

/** Looks like what a person chose for a password, but might be a reference as well: `Summer25`, `admin:summer`. */
function mayBeChosen(name: string, value: string, strength: NameStrength): boolean {
  if (value.length > 256 || /\s/.test(value)) return false;
  if (strength === 'strong') return /^[!@]./.test(value) && isLiteralCredential(value.slice(1), 'strong');
  if (signs.test(name) && value.length >= 8 && isLiteralCredential(value.replace(/^my[-_]/, ''), 'strong'))
    return true;
  if (!isLiteralCredential(value, 'strong')) return false;
  return maySayPassword(name) || isUserAndPassword(value) || /^(?=\D*\d)(?=[^a-z]*[a-z])\w{8,}$/i.test(value);
}

/** Variables that programs sign or encrypt with, where words are a key; elsewhere words may name a Secret. */
const signs =
  /^(?:[A-Z0-9]{1,32}_){0,4}(?:(?:JWT|SESSION|COOKIE|SIGNING|ENCRYPTION|HMAC|AUTH|NEXTAUTH|TOKEN)_SECRET(?:_KEY)?|SECRET_KEY(?:_BASE)?)$/;

/** `BASIC_AUTH=user:password` */
function isBasic(name: string): boolean {
  return /basic[_.-]?auth|user[_.-]?(?:pw?d|pass)$/i.test(name);
}

/** In `arn:aws:secretsmanager:…:secret:name` the word is a segment, not a name. */
function isSegment(text: string, start: number, separator: string | undefined): boolean {
  return separator === ':' && /[:/]/.test(text[start - 1] ?? '');
}

/** `PASSWORD :'variable'` in psql. https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-VARIABLES */
function isVariable(match: string): boolean {
  return /^\w+[ \t]+:["']/.test(match);
}

/** Hidden, because nobody can be sure, and no finding, because it is more likely a program or prose. */
function possible({ start, end, detector }: CredentialSpan): CredentialSpan {
  return { start, end, detector: detector.replace('named-', 'possible-') };
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
