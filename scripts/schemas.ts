// `node scripts/schemas.ts`: writes docs/schemas from the schemas that the code itself checks by.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigSchema } from '../src/cli/config/schema.ts';
import { DiffSchema } from '../src/cli/diff-schema.ts';
import { ExceptionsSchema } from '../src/cli/exceptions/schema.ts';
import { AuditDocumentSchema, AuditResultsSchema } from '../src/identity/index.ts';
import { AssertionsDocumentSchema, AssertionsSchema, NetworkMapSchema } from '../src/network/index.ts';
import { reportJsonSchema } from '../src/report/index.ts';

const root = path.dirname(import.meta.dirname);
const folder = path.join(root, 'docs/schemas');

/** The published JSON Schemas (draft 2020-12), each by the file that holds it. */
export function publishedSchemas(): ReadonlyMap<string, object> {
  const draft = { $schema: 'https://json-schema.org/draft/2020-12/schema' };
  return new Map<string, object>([
    [path.join(folder, 'report-v1.json'), reportJsonSchema()],
    [path.join(folder, 'diff-v1.json'), { ...draft, ...DiffSchema }],
    [path.join(folder, 'identity-audit-v2.json'), { ...draft, ...AuditDocumentSchema }],
    [path.join(folder, 'identity-audit-results-v1.json'), { ...draft, ...AuditResultsSchema }],
    [path.join(folder, 'network-map-v1.json'), { ...draft, ...NetworkMapSchema }],
    [path.join(folder, 'network-assertions-v1.json'), { ...draft, ...AssertionsSchema }],
    [path.join(folder, 'network-assertion-results-v1.json'), { ...draft, ...AssertionsDocumentSchema }],
    [path.join(folder, 'config-v1.json'), { ...draft, ...ConfigSchema }],
    [path.join(folder, 'exceptions-v1.json'), { ...draft, ...ExceptionsSchema }],
  ]);
}

if (import.meta.main) {
  mkdirSync(folder, { recursive: true });
  for (const [file, schema] of publishedSchemas()) {
    writeFileSync(file, JSON.stringify(schema, null, 2));
    process.stdout.write(`${path.relative(root, file)}\n`);
  }
  const formatter = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  const { status } = spawnSync(process.execPath, [formatter, 'format', '--write', folder], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  process.exitCode = status ?? 2;
}
