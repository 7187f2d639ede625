import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readYaml, readYamlOnly } from '../../yaml/index.ts';
import { readManifestText } from '../read-file.ts';
import type { ManifestSink } from '../sink.ts';
import { heldBytes } from './byte-source.ts';
import { ByteWindow } from './byte-window.ts';
import { readLargeFile } from './read-large-file.ts';
import { readInto } from './sink-fixture.ts';
import { splitYamlStream } from './split-yaml-stream.ts';

const line = fc.constantFrom(
  '---',
  '--- ',
  '---\t# why',
  '--- text',
  '----',
  '---\r',
  ' ---',
  '# Source: chart/templates/a.yaml',
  'a: 1',
  'b: [x, y]',
  'text: |',
  '  indented',
  'é: 日本',
  '',
);
const stream = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'));

describe('a stream of YAML that is cut into parts', () => {
  it('holds the same documents as the stream as a whole, wherever the window ends', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 5, max: 60 }), (text, step) => {
        const bytes = Buffer.from(`a: 0\n${text}`);
        const parts = [...splitYamlStream(new ByteWindow(heldBytes(bytes), step), 1e6)];
        const found = parts.flatMap(({ start, end, line: first }) => {
          const { documents, problems } = readYamlOnly(bytes.toString('utf8', start, end), 'f');
          const shift = (at: number | undefined) => (at ?? 1) + first - 1;
          return [
            ...documents.map((document) => [document.value, shift(document.locate([]).line)]),
            ...problems.map((problem) => [problem.code, shift(problem.line)]),
          ];
        });
        const { documents, problems } = readYaml(bytes.toString(), 'f');
        const whole = [
          ...documents.map((document) => [document.value, document.locate([]).line]),
          ...problems.map((problem) => [problem.code, problem.line]),
        ];
        expect(sorted(found)).toEqual(sorted(whole));
      }),
      { numRuns: 500 },
    );
  });

  it('gives objects with the places that they have in the whole', () => {
    const text = [
      '# Source: shop/templates/a.yaml',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: a}',
      '---',
      '',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: b',
      '  labels: {tier: web}',
    ].join('\n');
    const large = read((sink) =>
      readLargeFile({ bytes: heldBytes(Buffer.from(text)), shown: 'f', named: true, maxFileSize: 1e6 }, sink),
    );
    const small = read((sink) => readManifestText(text, { shown: 'f', named: true }, sink));
    expect(large.count).toBe(2);
    expect(large).toEqual(small);
    expect(large.objects[1]?.label).toEqual({ file: 'f', line: 11, column: 12 });
  });

  it('says where a part is too large, and reads the others', () => {
    const text = `null\n---\nbig: ${'x'.repeat(300)}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n`;
    const { objects, problems } = read((sink) =>
      readLargeFile({ bytes: heldBytes(Buffer.from(text)), shown: 'f', named: true, maxFileSize: 200 }, sink),
    );
    expect(problems).toMatchObject([{ code: 'file-too-large', line: 3, severity: 'error' }]);
    expect(objects.map(({ key }) => key)).toEqual(['/ConfigMap/default/c']);
  });

  it('leaves what starts as JSON to the reader of whole files', () => {
    const bytes = heldBytes(Buffer.from(' {"a": 1}\n---\na: 1\n'));
    const { count } = read((sink) =>
      readLargeFile({ bytes, shown: 'f', named: true, maxFileSize: 1e6 }, sink),
    );
    expect(count).toBeUndefined();
  });
});

function sorted(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

function read(fill: (sink: ManifestSink) => number | undefined) {
  const { count, objects, problems } = readInto(fill);
  const placed = objects.map(({ key, origin }) => ({
    key,
    file: origin?.file,
    line: origin?.line,
    template: origin?.template,
    name: origin?.locate(['metadata', 'name']),
    label: origin?.locate(['metadata', 'labels', 'tier']),
  }));
  return { count, objects: placed, problems };
}
