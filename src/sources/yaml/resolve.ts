import { YamlError } from './errors.ts';
import { parseGoBinary, parseGoInteger } from './go-number.ts';
import type { ScalarNode } from './node.ts';
import { isTimestamp } from './timestamp.ts';

/** What a scalar stands for. Integers are exact until they leave as JSON numbers. */
export type ScalarValue = string | number | bigint | boolean | null;

type CoreType = 'str' | 'bool' | 'int' | 'float' | 'null' | 'timestamp';

const TAG_PREFIX = 'tag:yaml.org,2002:';
const CORE_TYPES: ReadonlySet<string> = new Set(['str', 'bool', 'int', 'float', 'null', 'timestamp']);

const WORDS: ReadonlyMap<string, { readonly type: CoreType; readonly value: ScalarValue }> = new Map([
  ...words('bool', true, 'y Y yes Yes YES true True TRUE on On ON'),
  ...words('bool', false, 'n N no No NO false False FALSE off Off OFF'),
  ...words('null', null, '~ null Null NULL'),
  ...words('float', Number.NaN, '.nan .NaN .NAN'),
  ...words('float', Number.POSITIVE_INFINITY, '.inf .Inf .INF +.inf +.Inf +.INF'),
  ...words('float', Number.NEGATIVE_INFINITY, '-.inf -.Inf -.INF'),
  ['', { type: 'null', value: null }],
]);

function words(
  type: CoreType,
  value: ScalarValue,
  list: string,
): [string, { type: CoreType; value: ScalarValue }][] {
  return list.split(' ').map((word) => [word, { type, value }]);
}

/**
 * The value of a scalar by the rules of go-yaml v2, which are YAML 1.1 with changes: `yes` and `on` are booleans,
 * `0o17` and `017` octal, `1e3` a number, `12:30:45` and dates are text, and an unknown tag makes text.
 * https://github.com/kubernetes-sigs/yaml
 */
export function resolveScalar(node: ScalarNode): ScalarValue {
  const { tag, text } = node;
  if (tag === '') return node.implicit ? resolvePlain(text).value : text;
  const type = tag.startsWith(TAG_PREFIX) ? tag.slice(TAG_PREFIX.length) : '';
  if (type === 'binary') return decodeBinary(node);
  if (!CORE_TYPES.has(type) || type === 'str') return text;
  return resolveTagged(node, type as CoreType);
}

function resolveTagged(node: ScalarNode, type: CoreType): ScalarValue {
  const { text } = node;
  if (type === 'timestamp' && isTimestamp(text)) return text;
  const resolved = type !== 'bool' && type !== 'null' && isTimestamp(text) ? undefined : resolvePlain(text);
  if (resolved?.type === type) return resolved.value;
  if (type === 'float' && resolved?.type === 'int' && typeof resolved.value === 'bigint') {
    if (resolved.value < 2n ** 63n) return Number(resolved.value);
  }
  throw new YamlError('yaml-syntax', `this text is not a value of the type !!${type}`, node.start);
}

function resolvePlain(text: string): { readonly type: CoreType; readonly value: ScalarValue } {
  const first = text.charCodeAt(0);
  if (!mayBeTyped(first)) return { type: 'str', value: text };
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (first === 0x2e) return dotFloat(text);
  const signedOrDigit = first === 0x2b || first === 0x2d || (first >= 0x30 && first <= 0x39);
  return signedOrDigit ? numberOrText(text) : { type: 'str', value: text };
}

/** Whether a text is one of the words that stand for something else, such as `yes` and `null`. */
export function isWord(text: string): boolean {
  return WORDS.has(text);
}

export const longestWord = Math.max(...Array.from(WORDS.keys(), (word) => word.length));

/** Empty, or starting with a sign, a digit, a dot, `~`, or one of the letters of the words above. */
export function mayBeTyped(first: number): boolean {
  if (Number.isNaN(first)) return true;
  if (first < 0x40)
    return first === 0x2b || first === 0x2d || first === 0x2e || (first >= 0x30 && first <= 0x39);
  return first === 0x7e || startsWord(first | 0x20);
}

/** `y n t f o`, in both cases. */
function startsWord(small: number): boolean {
  return small === 0x79 || small === 0x6e || small === 0x74 || small === 0x66 || small === 0x6f;
}

const YAML_FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function numberOrText(text: string): { type: CoreType; value: ScalarValue } {
  if (isTimestamp(text)) return { type: 'timestamp', value: text };
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = parseGoInteger(plain);
  if (integer !== undefined) return { type: 'int', value: integer };
  if (YAML_FLOAT.test(plain)) {
    const float = Number(plain);
    if (Number.isFinite(float)) return { type: 'float', value: float };
  }
  const binary = binaryAfterPrefix(plain);
  return binary === undefined ? { type: 'str', value: text } : { type: 'int', value: binary };
}

/** go-yaml strips `0b` itself and then accepts a sign: `0b-1` is -1. */
function binaryAfterPrefix(plain: string): bigint | undefined {
  if (plain.startsWith('0b')) return parseGoBinary(plain.slice(2));
  return plain.startsWith('-0b') ? parseGoBinary(`-${plain.slice(3)}`) : undefined;
}

/** Go's ParseFloat: underscores only between digits. */
const GO_DOT_FLOAT = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;

function dotFloat(text: string): { type: CoreType; value: ScalarValue } {
  if (!GO_DOT_FLOAT.test(text)) return { type: 'str', value: text };
  const float = Number(text.replaceAll('_', ''));
  return Number.isFinite(float) ? { type: 'float', value: float } : { type: 'str', value: text };
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function decodeBinary(node: ScalarNode): string {
  const encoded = node.text.replace(/[\r\n]/g, '');
  if (!BASE64.test(encoded)) throw new YamlError('yaml-syntax', 'a !!binary value is not base64', node.start);
  return replaceInvalidUtf8(Buffer.from(encoded, 'base64'));
}

/** Go's encoding/json writes one U+FFFD for each byte that is not part of a UTF-8 character. */
function replaceInvalidUtf8(bytes: Buffer): string {
  let text = '';
  for (let position = 0; position < bytes.length; ) {
    const length = [1, 2, 3, 4].find((size) => isOneCharacter(bytes.subarray(position, position + size)));
    text += length === undefined ? '\ufffd' : bytes.toString('utf8', position, position + length);
    position += length ?? 1;
  }
  return text;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isOneCharacter(bytes: Buffer): boolean {
  try {
    return Array.from(strictUtf8.decode(bytes)).length === 1;
  } catch {
    return false;
  }
}
