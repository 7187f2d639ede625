import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadShippedCatalogue } from '../testkit/catalogue/read-catalogue.ts';

/** What one object, with parameters or its namespace, decides. */
interface Requirement {
  readonly id: string;
  readonly title: string;
  /** Why no policy covers it. */
  readonly not?: string;
  /** What of it one object does not show, and why that is left to others. */
  readonly without?: string;
}

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');
const requirements = JSON.parse(read('requirements.json')) as Requirement[];
const { controls } = loadShippedCatalogue({ cases: false });
const policies = controls.filter(({ policy }) => policy !== undefined);

const coverageOf = (id: string): string[] =>
  policies
    .filter(({ refs }) => refs.includes(id))
    .map((control) => (control.enforcement === 'admission' ? `${control.id}\\*` : control.id))
    .sort();

test('every requirement that one object decides has a policy, or a reason why not, and never both', () => {
  expect(requirements.length).toBeGreaterThan(70);
  expect(new Set(requirements.map(({ id }) => id)).size).toBe(requirements.length);
  const wrong = requirements.filter(({ id, not }) => (not === undefined) === (coverageOf(id).length === 0));
  expect(wrong.map(({ id, title }) => `${id} ${title}`)).toEqual([]);
});

test('what a control refers to is written as a requirement or as a check of Pod Security', () => {
  const odd = controls.flatMap(({ id, refs }) =>
    refs
      .filter((ref) => !/^(?:KSP-(?:ID|RT|NET|SC|SEC|CP|PST|AI)-\d{3}|pod-security\/\w+)$/.test(ref))
      .map((ref) => `${id}: ${ref}`),
  );
  expect(odd).toEqual([]);
});

test('the page says what is covered as the catalogue has it', () => {
  const rows = requirements.map(({ id, not, without }) => {
    const covered = not === undefined ? coverageOf(id).join(', ') : `not: ${not}`;
    return `| ${id} | ${covered} | ${without ?? ''} |`.replace(/ {2}\|$/, ' |');
  });
  const lines = read('README.md').split('\n');
  expect(lines.filter((line) => line.startsWith('| KSP-'))).toEqual(rows);
});
