import { createHash } from 'node:crypto';

const digits = '0123456789';
const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const alphabets: Readonly<Record<string, string>> = {
  digits,
  hex: `${digits}abcdef`,
  base32: `${upper}234567`,
  base36: upper + digits,
  base36lower: lower + digits,
  base62: upper + lower + digits,
  base64: `${upper}${lower}${digits}+/`,
  base64url: `${upper}${lower}${digits}-_`,
};

export interface ExpandedValue {
  readonly text: string;
  readonly secrets: readonly string[];
}

/** Makes what stands in ‹›, the same for the same seed, and takes the text in «» as what is secret. */
export function expandValue(template: string, seed: string): ExpandedValue {
  let count = 0;
  const filled = template.replaceAll(/‹(\w+)(?: ([^›]+))?›/g, (_, kind: string, argument = '') =>
    made(kind, argument, randomBytes(`${seed} ${count++}`)),
  );
  return {
    text: filled.replaceAll(/[«»]/g, ''),
    secrets: [...filled.matchAll(/«([^»]*)»/g)].map(([, secret]) => secret ?? ''),
  };
}

function made(kind: string, argument: string, bytes: Iterator<number>): string {
  const alphabet = alphabets[kind];
  if (alphabet !== undefined) return random(alphabet, Number(argument), bytes);
  if (kind === 'uuid') {
    const hex = random(alphabets['hex'] ?? '', 32, bytes);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
  if (kind === 'basic')
    return encode(`${argument}:${random(alphabets['base62'] ?? '', 18, bytes)}`, 'base64');
  if (kind === 'jwt') {
    const subject = random(alphabets['base62'] ?? '', Number(argument) / 2, bytes);
    const signature = random(alphabets['base64url'] ?? '', 43, bytes);
    return [
      { alg: 'RS256', typ: 'JWT' },
      { sub: subject, exp: 1893456000 },
    ]
      .map((part) => encode(JSON.stringify(part), 'base64url'))
      .concat(signature)
      .join('.');
  }
  if (kind === 'encoded') return encode(argument, 'base64');
  throw new Error(`nothing makes ‹${kind}›`);
}

function random(alphabet: string, length: number, bytes: Iterator<number>): string {
  let text = '';
  while (text.length < length) text += alphabet[bytes.next().value % alphabet.length] ?? '';
  return text;
}

function* randomBytes(seed: string): Generator<number, never> {
  for (let block = 0; ; block++) yield* createHash('sha256').update(`${seed} ${block}`).digest();
}

function encode(text: string, encoding: 'base64' | 'base64url'): string {
  return Buffer.from(text).toString(encoding);
}
