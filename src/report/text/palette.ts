import type { Severity } from '../../controls/index.ts';

type Paint = (text: string) => string;

/** How a text is emphasised. Meaning never rests on it: every text reads the same with {@link plainPalette}. */
export interface Palette {
  readonly critical: Paint;
  readonly high: Paint;
  readonly medium: Paint;
  readonly low: Paint;
  readonly good: Paint;
  readonly unknown: Paint;
  readonly strong: Paint;
  readonly faint: Paint;
  /** What a person can type next. */
  readonly command: Paint;
}

const identity: Paint = (text) => text;

/** For `NO_COLOR`, pipes and files. */
export const plainPalette: Palette = {
  critical: identity,
  high: identity,
  medium: identity,
  low: identity,
  good: identity,
  unknown: identity,
  strong: identity,
  faint: identity,
  command: identity,
};

/** The 16 colours that every terminal has, so that a person's own theme decides what they look like. */
export const ansiPalette: Palette = {
  critical: sgr('1;31', '22;39'),
  high: sgr('31', '39'),
  medium: sgr('33', '39'),
  low: sgr('34', '39'),
  good: sgr('32', '39'),
  unknown: sgr('35', '39'),
  strong: sgr('1', '22'),
  faint: sgr('2', '22'),
  command: sgr('36', '39'),
};

/** ECMA-48 "select graphic rendition". */
function sgr(on: string, off: string): Paint {
  return (text) => (text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`);
}

/** Severity has a shape and a word as well as a colour. */
export const severityMark: Readonly<Record<Severity, string>> = {
  critical: '■',
  high: '▲',
  medium: '◆',
  low: '○',
};
