import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldPath, Json } from '../cluster/index.ts';
import { applyPatch } from '../controls/index.ts';
import { readYaml } from '../sources/yaml/index.ts';
import {
  at,
  mapping,
  operationOn,
  placesIn,
  pointerOf,
  type RandomOperation,
  value,
  writeYaml,
} from './document-arbitraries.ts';
import { repairText } from './repair-text.ts';
import { isList, isSameValue } from './same-value.ts';
import type { WrittenDocument } from './written-document.ts';

const read = (text: string) => readYaml(text, 'x.yaml');

interface Case {
  readonly text: string;
  /** Index of the document that is changed. */
  readonly document: number;
  readonly operation: RandomOperation;
}

type Writer = (root: Json, choice: () => number) => string;

/** The text of one to three documents that some author might write, and a patch for one of them. */
function casesWrittenBy(write: Writer, separator: string): fc.Arbitrary<Case> {
  return fc
    .record({
      roots: fc.array(mapping, { minLength: 1, maxLength: 3 }),
      numbers: fc.array(fc.nat(1000), { minLength: 8, maxLength: 60 }),
      content: value,
    })
    .map(({ roots, numbers, content }): Case | undefined => {
      let next = 0;
      const choice = (): number => numbers[next++ % numbers.length] ?? 0;
      const document = choice() % roots.length;
      const operation = operationOn(roots[document] ?? null, choice, content);
      const texts = roots.map((root) => write(root, choice));
      return operation && { text: texts.join(separator), document, operation };
    })
    .filter((each): each is Case => each !== undefined);
}

const yamlCases = casesWrittenBy(writeYaml, '\n---\n');
const jsonCases = casesWrittenBy(
  (root, choice) => JSON.stringify(root, null, [0, 2, 4, '\t'][choice() % 4]),
  '\n',
);

function repaired({ text, document, operation }: Case) {
  const reading = read(text);
  const before = reading.documents[document]?.value ?? null;
  const { op, path, value: content } = operation;
  const patch = [{ op, path: pointerOf(path), value: content }];
  const change = { document, object: [], apply: (object: Json) => applyPatch(object, patch) };
  const wanted = applyPatch(before, patch);
  const repair = repairText(text, reading.documents, [change], read);
  return { before, wanted, repair, reading, after: read(repair.text) };
}

const common = (one: FieldPath, other: FieldPath) => {
  const length = one.findIndex((step, index) => step !== other[index]);
  return length < 0 ? one.length : length;
};

/** Whether a field is neither what the operation names, nor around or in it, nor moved by it in a list. */
function isElsewhere(path: FieldPath, { op, path: target }: RandomOperation): boolean {
  const depth = common(path, target);
  if (depth === path.length || depth === target.length) return false;
  return op === 'replace' || depth < target.length - 1 || typeof target[depth] !== 'number';
}

/** Lines of what the operation replaces or removes, and of the collection that this leaves empty. */
function changedLines(
  text: string,
  document: WrittenDocument,
  { op, path }: RandomOperation,
  wanted: Json,
): string {
  const parent = path.slice(0, -1);
  const emptied = op === 'remove' && Object.keys(Object(at(wanted, parent))).length === 0;
  const node = op === 'add' ? undefined : document.nodeAt(emptied ? parent : path);
  if (node === undefined) return '';
  const head = node.keyStart ?? text.lastIndexOf('-', node.start - 1);
  const from = text.lastIndexOf('\n', head - 1) + 1;
  const to = text.indexOf('\n', node.end);
  return text.slice(from, to < 0 ? text.length : to);
}

function isOneOfEqual(root: Json, { path }: RandomOperation): boolean {
  const parent = at(root, path.slice(0, -1));
  return isList(parent) && parent.filter((item) => isSameValue(item, at(root, path))).length > 1;
}

const commentsIn = (text: string) => text.match(/# (?:own |c)\d+/g) ?? [];

for (const [name, cases, numRuns] of [
  ['YAML', yamlCases, 1500],
  ['JSON', jsonCases, 500],
] as const) {
  describe(`repairText on random ${name}`, () => {
    it('makes every change that a patch can say, where nothing is shared', () => {
      fc.assert(
        fc.property(cases, (each) => {
          const { repair, wanted, after } = repaired(each);
          expect(repair.refused).toEqual([]);
          expect(isSameValue(after.documents[each.document]?.value, wanted)).toBe(true);
        }),
        { numRuns },
      );
    });

    it('leaves every other field and comment as it is written', () => {
      fc.assert(
        fc.property(cases, (each) => {
          const { before, wanted, repair, reading, after } = repaired(each);
          const document = reading.documents[each.document];
          const now = after.documents[each.document];
          if (document === undefined || now === undefined) throw new Error('no document');
          for (const path of placesIn(before)) {
            if (!isElsewhere(path, each.operation)) continue;
            const was = document.nodeAt(path);
            const is = now.nodeAt(path);
            expect(repair.text.slice(is?.start, is?.end)).toBe(each.text.slice(was?.start, was?.end));
          }
          // Of two equal items it cannot matter which one is removed.
          if (isOneOfEqual(before, each.operation)) return;
          const gone = commentsIn(changedLines(each.text, document, each.operation, wanted)).length;
          expect(commentsIn(repair.text).length + gone).toBeGreaterThanOrEqual(commentsIn(each.text).length);
        }),
        { numRuns },
      );
    });
  });
}
