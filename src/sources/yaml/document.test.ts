import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { FieldPath, Json } from '../../cluster/index.ts';
import type { YamlDocument } from './document.ts';
import { readJson, readYaml } from './read-yaml.ts';

const deployment = readFileSync(path.join(import.meta.dirname, 'fixtures', 'deployment.yaml'), 'utf8');

function only(text: string): YamlDocument {
  const { documents, problems } = readYaml(text, 'x.yaml');
  expect(problems).toEqual([]);
  const [document] = documents;
  if (document === undefined) throw new Error('no document');
  return document;
}

/** Every path in a value, containers included. */
function pathsOf(value: Json, base: FieldPath = []): readonly FieldPath[] {
  if (typeof value !== 'object' || value === null) return [base];
  const steps: readonly (string | number)[] = Array.isArray(value)
    ? value.map((_, index) => index)
    : Object.keys(value);
  return [base, ...steps.flatMap((step) => pathsOf(at(value, [step]), [...base, step]))];
}

function at(value: Json, path: FieldPath): Json {
  return path.reduce<Json>(
    (current, step) => (current as Record<string | number, Json>)[step] ?? null,
    value,
  );
}

const plainJson = fc.jsonValue({ stringUnit: 'grapheme-ascii', maxDepth: 4 }) as fc.Arbitrary<Json>;
const notEmpty = plainJson.filter((value) => value !== null);

describe('nodeAt', () => {
  it('gives the exact text of every value and key of JSON', () => {
    fc.assert(
      fc.property(notEmpty, fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const [document] = readJson(text, 'x.json').documents;
        for (const path of pathsOf(value)) checkJsonNode(document, text, value, path);
      }),
    );
  });

  it('gives the exact text of every value and key of flow YAML', () => {
    fc.assert(
      fc.property(notEmpty, (value) => {
        const text = `---\n${JSON.stringify(value, null, 2)}\n`;
        const document = only(text);
        for (const path of pathsOf(value)) checkJsonNode(document, text, value, path);
      }),
    );
  });

  it('gives the exact text of every one-line value of block YAML', () => {
    fc.assert(
      fc.property(notEmpty, (value) => {
        const text = dump(value, { noRefs: true });
        const document = only(text);
        expect(document.value).toEqual(JSON.parse(JSON.stringify(value)));
        for (const path of pathsOf(value)) {
          const node = document.nodeAt(path);
          const written = text.slice(node?.start, node?.end);
          if (node?.kind !== 'scalar' || written.includes('\n')) continue;
          expect(readYaml(written, 'part').documents[0]?.value ?? null).toEqual(
            only(text) && at(document.value, path),
          );
        }
      }),
    );
  });

  it('has offsets that a byte-exact edit can use', () => {
    const document = readYaml(deployment, 'x.yaml').documents[0];
    const node = document?.nodeAt([
      'spec',
      'template',
      'spec',
      'containers',
      0,
      'securityContext',
      'privileged',
    ]);
    if (node === undefined) throw new Error('not found');
    expect(deployment.slice(node.keyStart, node.end)).toBe('privileged: on');
    const edited = `${deployment.slice(0, node.start)}false${deployment.slice(node.end)}`;
    expect(readYaml(edited, 'x.yaml').documents[0]?.value).toMatchObject({
      spec: { template: { spec: { containers: [{ securityContext: { privileged: false } }] } } },
    });
    expect(edited.split('\n').filter((line, index) => line !== deployment.split('\n')[index])).toHaveLength(
      1,
    );
  });

  it('covers a block text from its indicator to the end of its last line', () => {
    const text = 'a: |\n  one\n  two\n\nb: 1\n';
    const node = only(text).nodeAt(['a']);
    expect(text.slice(node?.start, node?.end)).toBe('|\n  one\n  two\n');
  });

  it('tells what an alias or a merge brings in from elsewhere', () => {
    const document = only('base: &b {x: 1}\nuse:\n  <<: *b\n  z: 2\nsame: *b\n');
    expect(document.nodeAt(['use', 'x'])).toMatchObject({ shared: true, start: 13 });
    expect(document.nodeAt(['same', 'x'])).toMatchObject({ shared: true, start: 13 });
    expect(document.nodeAt(['use', 'z'])).toMatchObject({ shared: false });
  });

  it('knows nothing of what is not written', () => {
    const document = only('a: {b: [1]}\n');
    for (const path of [['c'], ['a', 'b', 1], ['a', 'b', 'x'], ['a', 'b', 0, 'z']])
      expect(document.nodeAt(path)).toBeUndefined();
  });
});

describe('locate', () => {
  it('finds the key of a field, the start of an item, and else the nearest ancestor', () => {
    const document = only('# c\na:\n  - b: 1\n    c: {d: 2}\n');
    expect(document.locate([])).toEqual({ line: 2, column: 1 });
    expect(document.locate(['a'])).toEqual({ line: 2, column: 1 });
    expect(document.locate(['a', 0])).toEqual({ line: 3, column: 5 });
    expect(document.locate(['a', 0, 'c', 'd'])).toEqual({ line: 4, column: 9 });
    expect(document.locate(['a', 0, 'c', 'x', 'y'])).toEqual({ line: 4, column: 5 });
    expect(document.locate(['z'])).toEqual({ line: 2, column: 1 });
  });

  it('points to the value that counts where a key is written twice', () => {
    const [document] = readYaml('a: 1\na: 2\n', 'x.yaml').documents;
    expect(document?.locate(['a'])).toEqual({ line: 2, column: 1 });
  });

  it('finds keys by the name that the API server sees', () => {
    expect(only('a: 1\non: 2\n0x10: 3\n').locate(['true'])).toEqual({ line: 2, column: 1 });
    expect(only('a: 1\non: 2\n0x10: 3\n').locate(['16'])).toEqual({ line: 3, column: 1 });
  });

  it('finds in JSON what its nodes say, and the nearest ancestor of what is not written', () => {
    fc.assert(
      fc.property(notEmpty, fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const text = ` ${JSON.stringify(value, null, indent)}\n`;
        const [document] = readJson(text, 'x.json').documents;
        if (document === undefined) throw new Error('no document');
        for (const path of pathsOf(value)) {
          const node = document.nodeAt(path);
          const before = text.slice(0, node?.keyStart ?? node?.start).split('\n');
          const place = { line: before.length, column: (before.at(-1) ?? '').length + 1 };
          expect(document.locate(path)).toEqual(place);
          expect(document.locate([...path, 7, 'not written'])).toEqual(
            document.nodeAt([...path, 7]) === undefined ? place : document.locate([...path, 7]),
          );
        }
      }),
    );
  });

  it('finds every item of a long list without passing over the list for each', () => {
    const items = Array.from({ length: 20_000 }, (_, index) => ({ a: index, b: ['x', { c: '}]"' }] }));
    for (const text of [JSON.stringify({ k: 1, items }, null, 1), dump({ k: 1, items })]) {
      const document = only(text);
      const lines = text
        .split('\n')
        .flatMap((line, index) => (/^ *(?:- |")?(?:b)"?:/.test(line) ? [index + 1] : []));
      const started = process.cpuUsage();
      for (const index of items.keys())
        expect(document.locate(['items', index, 'b']).line).toBe(lines[index]);
      const { user, system } = process.cpuUsage(started);
      expect((user + system) / 1e6).toBeLessThan(10);
    }
  });

  it('takes the last of two equal names in JSON, and a name that is written with escapes', () => {
    const [document] = readJson(
      '{"a":[1,{"x":0}],\n"\\u0061":[2,\n{"x":"}"}],\n"b":1e3}',
      'x.json',
    ).documents;
    expect(document?.locate(['a', 1, 'x'])).toEqual({ line: 3, column: 2 });
    expect(document?.locate(['a'])).toEqual({ line: 2, column: 1 });
    expect(document?.locate(['a', 2])).toEqual({ line: 2, column: 1 });
    expect(document?.locate(['b'])).toEqual({ line: 4, column: 1 });
  });

  it('counts lines through every document of a file, with CR LF too', () => {
    const { documents } = readYaml('a: 1\r\n---\r\n# c\r\nb:\r\n  c: 2\r\n', 'x.yaml');
    expect(documents[1]?.locate(['b', 'c'])).toEqual({ line: 5, column: 3 });
  });
});

function checkJsonNode(document: YamlDocument | undefined, text: string, value: Json, path: FieldPath): void {
  const node = document?.nodeAt(path);
  expect(JSON.parse(text.slice(node?.start, node?.end))).toEqual(JSON.parse(JSON.stringify(at(value, path))));
  const last = path.at(-1);
  if (typeof last === 'string') expect(JSON.parse(text.slice(node?.keyStart, node?.keyEnd))).toBe(last);
}
