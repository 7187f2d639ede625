import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

/** The colours that one rule of the token sheet sets. */
function tokens(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1] ?? '', match[2] ?? '']),
  );
}

/** WCAG 2.2 contrast ratio: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return ((x ?? 0) + 0.05) / ((y ?? 0) + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

const text = ['ink', 'ink-2', 'ink-3', 'accent', 'critical', 'high', 'medium', 'low', 'pass'];

describe.each([
  ['light', ':root'],
  ['dark', ':root[data-mantine-color-scheme="dark"]'],
])('%s tokens', (_, selector) => {
  const colours = tokens(selector);
  const of = (name: string): string => {
    const value = colours.get(name);
    if (!value) throw new Error(`no token ${name}`);
    return value;
  };

  it.each(text)('%s on every surface is AA (4.5:1, WCAG 1.4.3)', (name) => {
    for (const surface of ['surface-0', 'surface-1', 'surface-2'])
      expect(contrast(of(name), of(surface))).toBeGreaterThanOrEqual(4.5);
  });

  it('ink and accent are AA on their tinted grounds', () => {
    expect(contrast(of('ink'), of('removed'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('ink'), of('added'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('accent'), of('accent-soft'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('on-accent'), of('accent'))).toBeGreaterThanOrEqual(4.5);
  });
});
