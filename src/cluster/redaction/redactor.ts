import { createHmac, createSecretKey } from 'node:crypto';
import { namesClient } from './command-line.ts';
import type { CredentialSpan } from './credential-span.ts';
import { decodedText, findCredentials, findInCommandLine } from './find-credentials.ts';
import { formatRedacted, parseRedacted, withoutForgedMarks } from './redacted.ts';

/** The key of this installation. Hashes under different keys are not comparable; `keyId` says which key it was. */
export interface RedactionKey {
  readonly key: Uint8Array;
  readonly keyId: string;
}

export interface RedactorOptions {
  /**
   * Whether objects passed a door before, as those of a snapshot did: what is redacted stays as it is. Of all others a text
   * that looks redacted is one that somebody wrote, and hides nothing.
   */
  readonly admittedBefore?: boolean;
}

/** Takes values of secrets and credentials out of text. */
export interface Redactor {
  /** Replaces a value as a whole. `bytes` is the value where the text is only its encoding. */
  whole(text: string, detector: string, bytes?: Uint8Array): string;
  /** Replaces the credentials in a text that is the value of `name`; the text itself when there are none. */
  text(text: string, name?: string): string;
  /** Passwords in a command line, one argument an element; the list itself when there are none. */
  commandLine(list: readonly string[]): readonly string[];
  /** A value of `data` of a Secret: base64, by its decoded bytes, so that equal values have equal hashes everywhere. */
  secretData(base64: string): string;
  /** A value of `binaryData` of a ConfigMap: as a whole when its text has a credential, because it must stay base64. */
  binaryData(base64: string, name: string): string;
}

export function createRedactor({ key }: RedactionKey, options: RedactorOptions = {}): Redactor {
  const { admittedBefore = false } = options;
  const secretKey = createSecretKey(key);
  function token(bytes: Uint8Array, detector: string): string {
    const hash = createHmac('sha256', secretKey).update(bytes).digest('hex').slice(0, 12);
    return formatRedacted({ detector, hash, length: bytes.length });
  }
  function replaced(text: string, spans: readonly CredentialSpan[]): string {
    if (spans.length === 0) return text;
    let result = '';
    let end = 0;
    for (const span of spans) {
      result +=
        text.slice(end, span.start) +
        token(Buffer.from(text.slice(span.start, span.end), 'utf8'), span.detector);
      end = span.end;
    }
    // A slice keeps the text it was cut from alive, with the value in it; a copy does not.
    return Buffer.from(result + text.slice(end), 'utf8').toString('utf8');
  }
  const redactor: Redactor = {
    whole(text, detector, bytes = Buffer.from(text, 'utf8')) {
      return admittedBefore && parseRedacted(text) ? text : token(bytes, detector);
    },
    text(text, name) {
      const read = admittedBefore ? text : withoutForgedMarks(text);
      return replaced(read, findCredentials(read, name));
    },
    commandLine(list) {
      if (list.length < 2 || !namesClient(list)) return list;
      const spans = findInCommandLine(list.join(' '));
      if (spans.length === 0) return list;
      let offset = 0;
      return list.map((item) => {
        const start = offset;
        offset += item.length + 1;
        const own = spans
          .filter((span) => span.start >= start && span.end <= start + item.length)
          .map((span) => ({ ...span, start: span.start - start, end: span.end - start }));
        return replaced(item, own);
      });
    },
    secretData(base64) {
      return redactor.whole(base64, 'secret-data', Buffer.from(base64, 'base64'));
    },
    binaryData(base64, name) {
      if (admittedBefore && parseRedacted(base64)) return base64;
      const decoded = decodedText(base64.replaceAll(/\s/g, ''));
      const found = decoded === undefined ? [] : findCredentials(decoded, name);
      const first = found.find(({ detector }) => !detector.startsWith('possible-')) ?? found[0];
      return first ? redactor.whole(base64, first.detector, Buffer.from(base64, 'base64')) : base64;
    },
  };
  return redactor;
}
