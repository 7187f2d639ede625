/**
 * How a value that was taken out of an object is written in its place: `plimsoll-redacted:<detector>:<hash>:<length>`.
 *
 * It is a string, because the field it stands in is one, so typed policies keep working. A policy asks
 * `value.startsWith('plimsoll-redacted:')` for a field that was a credential as a whole and
 * `value.contains('plimsoll-redacted:')` for a text that had one in it (a URL, a command line, a file in a ConfigMap).
 *
 * The hash is the first 48 bits of an HMAC-SHA256 under the key of the installation: equal values have equal hashes
 * within one installation, and without the key a hash cannot be tried against guesses.
 */
export interface Redacted {
  /** Id of the detector: `secret-data`, `github-token`, `url-password`. */
  readonly detector: string;
  /** 12 hexadecimal digits. */
  readonly hash: string;
  /** Of the value, in bytes. */
  readonly length: number;
}

export const redactedPrefix = 'plimsoll-redacted:';

const token = /plimsoll-redacted:([a-z0-9-]+):([0-9a-f]{12}):(\d{1,10})/g;
const wholeToken = new RegExp(`^${token.source}$`);

export function formatRedacted({ detector, hash, length }: Redacted): string {
  return `${redactedPrefix}${detector}:${hash}:${length}`;
}

/** A text from outside, so that none of it is taken for what a door wrote. */
export function withoutForgedMarks(text: string): string {
  return text.includes(redactedPrefix) ? text.replaceAll(redactedPrefix, 'plimsoll-redacted_') : text;
}

/** What stands in place of a value; undefined when the text is anything but one redacted value. */
export function parseRedacted(text: unknown): Redacted | undefined {
  if (typeof text !== 'string' || !text.startsWith(redactedPrefix)) return undefined;
  const match = wholeToken.exec(text);
  return match ? redactedFrom(match) : undefined;
}

/** Every redacted value in a text, with its offset. */
export function findRedacted(text: string): (Redacted & { readonly start: number; readonly end: number })[] {
  if (!text.includes(redactedPrefix)) return [];
  return [...text.matchAll(token)].map((match) => ({
    ...redactedFrom(match),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function redactedFrom(match: RegExpExecArray): Redacted {
  return { detector: match[1] ?? '', hash: match[2] ?? '', length: Number(match[3]) };
}
