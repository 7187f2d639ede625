import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { kubeboxBinary } from '../../../testkit/cluster/binary.ts';
import { askKubernetes, type Decoding, decode, isMeant, sameDecoding } from './decoder-oracle.ts';
import { fragmentSoup, grammaticalYaml, mutationsOf, placedScalars } from './yaml-arbitraries.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const runs = Number(process.env['FUZZ_RUNS'] ?? 1500);
const fixtures = ['deployment.yaml', 'merges.yaml', 'stream.json'].map((name) =>
  readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8'),
);

// k8s.io/apimachinery/pkg/util/yaml NewYAMLOrJSONDecoder, as kubectl uses it on a file
describe(`reads as the Kubernetes decoder does (FUZZ_SEED=${seed})`, () => {
  let binary: string | undefined;
  beforeAll(async () => {
    binary = await kubeboxBinary();
  });

  function disagreements(texts: readonly (string | Buffer)[]): readonly unknown[] {
    const files = texts.map((text) => Buffer.from(text));
    let differing = differences(files);
    // Go's map order is random where two YAML keys become one JSON key: only what always differs counts
    for (let again = 0; again < 8; again++) differing = differences(differing.map(({ file }) => file));
    return differing.map(({ file, ours, theirs }) => ({ text: file.toString(), ours, theirs }));
  }

  function differences(
    files: readonly Buffer[],
  ): readonly { file: Buffer; ours: Decoding; theirs: Decoding }[] {
    if (binary === undefined || files.length === 0) return [];
    return askKubernetes(binary, files).flatMap((theirs, index) => {
      const file = files[index] ?? Buffer.alloc(0);
      const ours = decode(file);
      return sameDecoding(ours, theirs) || isMeant(file, ours, theirs) ? [] : [{ file, ours, theirs }];
    });
  }

  it('scalars at every place', ({ skip }) => {
    if (binary === undefined) skip();
    expect(disagreements(placedScalars())).toEqual([]);
  });

  it.for([
    { name: 'pieces of syntax in any order', texts: fragmentSoup },
    { name: 'generated documents', texts: grammaticalYaml },
    { name: 'real manifests with mistakes', texts: mutationsOf(fixtures) },
  ])('$name', ({ texts }, { skip }) => {
    if (binary === undefined) skip();
    expect(disagreements(fc.sample(texts, { seed, numRuns: runs }))).toEqual([]);
  });

  it('broken bytes, byte order marks and UTF-16', ({ skip }) => {
    if (binary === undefined) skip();
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 3 });
    const files = fc.sample(fc.tuple(mutationsOf(fixtures), fc.nat(), bytes, fc.nat(5)), {
      seed,
      numRuns: runs / 3,
    });
    expect(disagreements(files.map(([text, at, broken, kind]) => encode(text, at, broken, kind)))).toEqual(
      [],
    );
  });
});

function encode(text: string, at: number, broken: Uint8Array, kind: number): Buffer {
  if (kind === 0) return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  if (kind === 1) return Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()]);
  const file = Buffer.from(kind === 2 ? `\ufeff${text}` : text);
  const position = file.length === 0 ? 0 : at % file.length;
  return Buffer.concat([file.subarray(0, position), broken, file.subarray(position)]);
}
