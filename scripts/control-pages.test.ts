import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadShippedCatalogue } from '../testkit/catalogue/read-catalogue.ts';
import { controlPages } from './control-pages.ts';

const folder = path.join(path.dirname(import.meta.dirname), 'docs/controls');
const catalogue = loadShippedCatalogue();
const pages = controlPages(catalogue);

describe('docs/controls', () => {
  test.each([...pages])('%s says what the catalogue says', (file, text) => {
    expect(readFileSync(file, 'utf8'), 'out of date: run node scripts/control-pages.ts').toBe(text);
  });

  test('holds nothing else', () => {
    expect(readdirSync(folder).sort()).toEqual([...pages.keys()].map((file) => path.basename(file)).sort());
  });

  test('has every control once, in the index and on the page of its area', () => {
    const headings = [...pages.values()].flatMap((text) =>
      [...text.matchAll(/^## ([a-z0-9-]+)$/gm)].map(([, id = '']) => id),
    );
    expect(headings.sort()).toEqual(catalogue.controls.map(({ id }) => id).sort());
    const index = pages.get(path.join(folder, 'README.md')) ?? '';
    expect(catalogue.controls.filter(({ id, area }) => !index.includes(`(${area}.md#${id})`))).toEqual([]);
  });
});
