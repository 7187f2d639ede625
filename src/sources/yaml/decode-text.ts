/** How the bytes of a file were turned into text. */
export interface DecodedText {
  readonly text: string;
  /**
   * Set when some bytes were no character and became U+FFFD: kubectl does the same (`replaced`), except in a file that
   * starts with a UTF-8 byte order mark, which it then `refused`.
   */
  readonly broken?: 'replaced' | 'refused';
}

const utf8 = new TextDecoder('utf-8');
const utf16le = new TextDecoder('utf-16le');
const utf16be = new TextDecoder('utf-16be');

/**
 * Decodes a file as kubectl does: UTF-8 unless a UTF-16 byte order mark says otherwise, the mark removed, broken
 * sequences replaced by U+FFFD. Undefined when the bytes are no text at all (they contain NUL).
 * https://pkg.go.dev/golang.org/x/text/encoding/unicode#BOMOverride
 */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  const decoder = decoderFor(bytes);
  if (decoder === utf8 && bytes.includes(0)) return undefined;
  const text = decoder.decode(bytes);
  if (text.includes('\0')) return undefined;
  if (!text.includes('\ufffd') || isValid(bytes, decoder)) return { text };
  return {
    text,
    broken:
      decoder === utf8 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
        ? 'refused'
        : 'replaced',
  };
}

function decoderFor(bytes: Uint8Array): TextDecoder {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16le;
  return bytes[0] === 0xfe && bytes[1] === 0xff ? utf16be : utf8;
}

/** U+FFFD may also be written in the file on purpose: then decoding strictly succeeds. */
function isValid(bytes: Uint8Array, decoder: TextDecoder): boolean {
  try {
    new TextDecoder(decoder.encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
