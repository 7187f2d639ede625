import fc from 'fast-check';
import { dump } from 'js-yaml';
import { expect, test } from 'vitest';
import { readYaml } from '../../sources/yaml/index.ts';
import { placeInFile } from './expression-place.ts';
import type { PolicyDocument } from './policy-document.ts';

function documentOf(text: string): PolicyDocument {
  const [document] = readYaml(text, 'p.yaml').documents;
  if (document === undefined) throw new Error(`not YAML: ${text}`);
  return {
    file: 'p.yaml',
    content: document.value,
    locate: (path) => ({ file: 'p.yaml', ...document.locate(path) }),
    written: (path) => {
      const field = document.nodeAt(path);
      return field && { text, start: field.start, end: field.end };
    },
  };
}

const expression = 'object.data.all(k, k != "x")';
const range = { start: expression.indexOf('k != '), end: expression.indexOf('k != ') + 1 };

test.each([
  ['plain', `expression: ${expression}`, 1, 32],
  ['single quotes', `expression: '${expression}'`, 1, 33],
  ['double quotes', `expression: "${expression.replaceAll('"', '\\"')}"`, 1, 33],
  ['literal', `expression: |\n  ${expression}\n`, 2, 22],
  ['folded', 'expression: >-\n  object.data.all(k,\n  k != "x")\n', 3, 3],
  ['plain on two lines', 'expression: object.data.all(k,\n  k != "x")\n', 2, 3],
])('a piece of an expression is found where it stands: %s', (_, text, line, column) => {
  const { position, excerpt } = placeInFile(documentOf(text), ['expression'], expression, range);
  expect(position).toEqual({ file: 'p.yaml', line, column });
  const [shown = '', caret = ''] = excerpt?.split('\n') ?? [];
  expect(shown[caret.indexOf('^')]).toBe('k');
});

test('without the text of the file the field is named', () => {
  const document = { file: 'p.yaml', content: {} };
  expect(placeInFile(document, ['expression'], expression, range)).toEqual({
    position: { file: 'p.yaml', line: 1, column: 1 },
  });
});

test('however YAML writes a text, the character under the caret is the one that is meant', () => {
  const words = fc.array(
    fc.constantFrom('object.data', "'it''s'", '"a\\b"', '&&', '\n', '  ', 'x:y', '#z', 'é'),
    {
      minLength: 1,
    },
  );
  const styles = fc.record({
    lineWidth: fc.constantFrom(10, 40, -1),
    quotingType: fc.constantFrom('"', "'") as fc.Arbitrary<'"' | "'">,
  });
  fc.assert(
    fc.property(words, styles, fc.nat(), (parts, style, seed) => {
      const text = parts.join(' ').trim();
      if (text === '') return;
      const offsets = [...text].flatMap((character, index) => (/[!-~]/.test(character) ? [index] : []));
      const start = offsets[seed % offsets.length];
      if (start === undefined || [...text].length !== text.length) return;
      const yaml = dump({ expression: text }, style);
      const { position, excerpt } = placeInFile(documentOf(yaml), ['expression'], text, {
        start,
        end: start + 1,
      });
      if (excerpt === undefined) {
        expect(position.line).toBe(1);
        return;
      }
      const [shown = '', caret = ''] = excerpt.split('\n');
      expect(['\\', text[start]]).toContain(shown[caret.indexOf('^')]);
    }),
    { numRuns: 500 },
  );
});
