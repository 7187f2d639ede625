const surrogates = /[\ud800-\udfff]/;

/** Whether UTF-16 offsets of the text are code point offsets too. */
export function isBasicPlane(text: string): boolean {
  return !surrogates.test(text);
}

/** The length of a text in code points, which is what CEL counts. */
export function codePointLength(text: string): number {
  if (isBasicPlane(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The length of a text in bytes of UTF-8; half of a surrogate pair becomes U+FFFD, of three bytes. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    length += unit < 0x800 ? 1 : 2;
    if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(at + 1))) at++;
  }
  return length;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
