import { expect, test } from 'vitest';
import { loadShippedCatalogue } from '../testkit/catalogue/read-catalogue.ts';

const { controls } = loadShippedCatalogue();

test('every control about images judges references alone, and says of a template that it does not', () => {
  const readers = controls.filter(
    ({ appliesTo, policy }) =>
      appliesTo !== undefined && /\bc\.(\?)?image\b/.test(JSON.stringify(policy?.validations)),
  );
  expect(readers.length).toBe(9);
  const others = readers.flatMap(({ id, policy }) =>
    (policy?.validations ?? [])
      .filter(({ expression }) => !expression.includes("c.?image.orValue('') in variables.imageReferences"))
      .map(({ expression }) => `${id}: ${expression}`),
  );
  expect(others).toEqual([]);
});
