/**
 * Character classes of YAML 1.1 as libyaml has them. NUL, which no YAML text can hold, stands for the end.
 * https://yaml.org/spec/1.1/#id868524
 */
export const END = 0x00;
export const TAB = 0x09;
export const SPACE = 0x20;
export const HASH = 0x23;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const COLON = 0x3a;
export const QUESTION = 0x3f;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NEXT_LINE = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

/** Length of the line break at a position, 0 where there is none. */
export function breakLength(text: string, position: number): number {
  const character = text.charCodeAt(position);
  if (character === LINE_FEED) return 1;
  if (character === CARRIAGE_RETURN) return carriageReturnLength(text, position);
  return character === NEXT_LINE || character === LINE_SEPARATOR || character === PARAGRAPH_SEPARATOR ? 1 : 0;
}

/** kubectl's line reader drops one CR before each LF, and the scanner then takes CR LF for one break. */
function carriageReturnLength(text: string, position: number): number {
  if (text.charCodeAt(position + 1) === LINE_FEED) return 2;
  const doubled =
    text.charCodeAt(position + 1) === CARRIAGE_RETURN && text.charCodeAt(position + 2) === LINE_FEED;
  return doubled ? 3 : 1;
}

export function isBreak(character: number): boolean {
  if (character > CARRIAGE_RETURN && character < NEXT_LINE) return false;
  return (
    character === LINE_FEED ||
    character === CARRIAGE_RETURN ||
    character === NEXT_LINE ||
    character === LINE_SEPARATOR ||
    character === PARAGRAPH_SEPARATOR
  );
}

export function isBlank(character: number): boolean {
  return character === SPACE || character === TAB;
}

/** Blank, line break, or past the end. */
export function isBlankOrEnd(character: number): boolean {
  if (character > SPACE && character < NEXT_LINE) return false;
  return isBlank(character) || isBreak(character) || character === END;
}

export function isBreakOrEnd(character: number): boolean {
  return isBreak(character) || character === END;
}

export function isDigit(character: number): boolean {
  return character >= 0x30 && character <= 0x39;
}

/** Letters, digits, `_` and `-`: what names of anchors, handles and directives are made of. */
export function isWordCharacter(character: number): boolean {
  return (
    isDigit(character) ||
    (character >= 0x41 && character <= 0x5a) ||
    (character >= 0x61 && character <= 0x7a) ||
    character === 0x5f ||
    character === MINUS
  );
}

/** `, ? [ ] { }`: what ends a plain scalar inside a flow collection. */
export function endsFlowPlain(character: number): boolean {
  return (
    character === 0x2c ||
    character === QUESTION ||
    character === 0x5b ||
    character === 0x5d ||
    character === 0x7b ||
    character === 0x7d
  );
}

const FORBIDDEN = new RegExp(
  String.raw`[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]`,
);

/** What Go's `unicode.IsSpace` accepts; unlike JavaScript's white space it has NEL and lacks the byte order mark. */
const GO_SPACE = String.raw`[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`;
const LEADING_SPACE = new RegExp(`^${GO_SPACE}+`);
const ONE_SPACE = new RegExp(`^${GO_SPACE}$`);

export function isGoSpace(character: string): boolean {
  return ONE_SPACE.test(character);
}

export function trimGoSpaceStart(text: string): string {
  return text.replace(LEADING_SPACE, '');
}

/** Offset of the first character that YAML 1.1 does not allow, or -1. */
export function findForbiddenCharacter(text: string): number {
  const control = text.search(FORBIDDEN);
  if (control >= 0 || text.isWellFormed()) return control;
  return text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
}
