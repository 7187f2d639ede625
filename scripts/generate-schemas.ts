// `node scripts/generate-schemas.ts`: writes src/cluster/schema/kubernetes-types.json from what real API servers publish.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ApiDocument, compactTypes } from '../src/cluster/schema/index.ts';
import { startTestCluster } from '../testkit/index.ts';

/** The versions that the test API server can behave as. */
export const generatedVersions = ['1.34', '1.35', '1.36', '1.37'];

export const generatedFile = path.join(
  path.dirname(import.meta.dirname),
  'src/cluster/schema/kubernetes-types.json',
);

interface Index {
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
}

/** The OpenAPI v3 documents of all groups of a server that behaves as a version. */
export async function publishedDocuments(version: string): Promise<ApiDocument[]> {
  const cluster = await startTestCluster({ emulatedVersion: version });
  try {
    const read = async (url: string): Promise<unknown> => {
      const { status, body } = await cluster.request('GET', url);
      if (status !== 200) throw new Error(`${url}: ${status}`);
      return typeof body === 'string' ? (JSON.parse(body) as unknown) : body;
    };
    const { paths } = (await read('/openapi/v3')) as Index;
    const documents: ApiDocument[] = [];
    for (const { serverRelativeURL } of Object.values(paths))
      documents.push((await read(serverRelativeURL)) as ApiDocument);
    return documents;
  } finally {
    await cluster.stop();
  }
}

if (import.meta.main) {
  const byVersion = new Map<string, ApiDocument[]>();
  for (const version of generatedVersions) byVersion.set(version, await publishedDocuments(version));
  writeFileSync(generatedFile, `${JSON.stringify(compactTypes(byVersion), null, 1)}\n`);
  process.stdout.write(`${generatedFile}\n`);
}
