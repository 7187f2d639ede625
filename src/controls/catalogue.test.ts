import { expect, test } from 'vitest';
import { connectAnswers, loadShippedCatalogue } from '../../testkit/catalogue/read-catalogue.ts';
import { formatCaseOutcome, testCatalogue } from './index.ts';

const catalogue = loadShippedCatalogue();

test('the shipped catalogue has controls, each with cases', () => {
  expect(catalogue.controls.length).toBeGreaterThan(0);
  expect(catalogue.controls.filter(({ id }) => !catalogue.cases.has(id))).toEqual([]);
});

test.each(catalogue.controls.map(({ id }) => id))(
  'every case of %s gives its verdict, and offered fixes cure',
  (id) => {
    const outcomes = testCatalogue(catalogue, [id], connectAnswers);
    expect(outcomes.length).toBeGreaterThan(2);
    expect(outcomes.filter(({ failures }) => failures.length > 0).map(formatCaseOutcome)).toEqual([]);
  },
);
