import { expect, test } from 'vitest';
import { loadShippedCatalogue } from '../testkit/catalogue/read-catalogue.ts';

const { controls } = loadShippedCatalogue();

/** How the policies about images tell a reference from a template; each is exported on its own, so each has it. */
const grammarOf = (text: string) => /c\.\?image\.orValue\(''\)\.matches\('(\^[^']+\$)'\)/.exec(text)?.[1];

// https://github.com/distribution/reference/blob/main/reference.go
test('every control about images takes the same texts for references, and none judges a template', () => {
  const readers = controls.filter(
    ({ appliesTo, policy }) =>
      appliesTo !== undefined && /\bc\.(\?)?image\b/.test(JSON.stringify(policy?.validations)),
  );
  const grammars = readers.map(({ id, policy }) => {
    const expressions = [...(policy?.variables ?? []), ...(policy?.validations ?? [])];
    return [
      id,
      expressions.map(({ expression }) => grammarOf(expression)).find((one) => one !== undefined),
    ] as const;
  });
  expect(grammars.length).toBe(8);
  expect(grammars.filter(([, grammar]) => grammar === undefined)).toEqual([]);
  expect(new Set(grammars.map(([, grammar]) => grammar)).size).toBe(1);
});
