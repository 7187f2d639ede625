import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type CompactTypes, compactTypes } from '../src/cluster/schema/index.ts';
import { kubeboxBinary } from '../testkit/index.ts';
import { generatedFile, generatedVersions, publishedDocuments } from './generate-schemas.ts';

const available = (await kubeboxBinary()) !== undefined;

/** What the committed file says of one version, in the shape of a file that holds that version alone. */
function ofVersion({ kinds, definitions }: CompactTypes, version: string): CompactTypes {
  const own = Object.entries(definitions).flatMap(([name, lines]): [string, string[]][] => {
    const fields = lines.flatMap((line) => {
      const [field, type, ...versions] = line.split(' ');
      return versions.length === 0 || versions.includes(version) ? [`${field} ${type}`] : [];
    });
    return fields.length === 0 ? [] : [[name, fields.sort()]];
  });
  const known = new Set(own.map(([name]) => name));
  return {
    versions: [version],
    kinds: Object.fromEntries(Object.entries(kinds).filter(([, name]) => known.has(name))),
    definitions: Object.fromEntries(own),
  };
}

describe.skipIf(!available)('src/cluster/schema/kubernetes-types.json', () => {
  test('says what the newest API server publishes', { timeout: 60_000 }, async () => {
    const version = generatedVersions.at(-1) ?? '';
    const committed = JSON.parse(readFileSync(generatedFile, 'utf8')) as CompactTypes;
    const published = compactTypes(new Map([[version, await publishedDocuments(version)]]));
    expect(ofVersion(committed, version), 'out of date: run node scripts/generate-schemas.ts').toEqual(
      published,
    );
  });
});
