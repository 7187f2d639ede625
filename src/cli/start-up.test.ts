import path from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { packageFolder } from '../../web/package-folder.ts';

const root = path.join(import.meta.dirname, '../..');

/** Files that are read before a command is chosen: all that is imported, but for what is imported on demand. */
async function readAtStart(entry: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    conditions: ['source', 'import', 'node'],
    logLevel: 'error',
  });
  const files = new Set([entry]);
  for (const file of files) {
    for (const { path: imported, kind, external } of metafile.inputs[file]?.imports ?? [])
      if (kind !== 'dynamic-import' && external !== true) files.add(imported);
  }
  return [...files];
}

test('help and version wait for no source, no judge and no schema', async () => {
  const files = await readAtStart('src/cli/main.ts');
  expect(files).toContain('src/cli/program.ts');
  expect(files.filter((file) => file.includes('kubernetes-types'))).toEqual([]);
  const packages = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  expect([...packages]).toEqual(['node_modules/commander']);
  const rooms = new Set(files.flatMap((file) => /^(?:src\/)?[^/]+/.exec(file)?.[0] ?? []));
  expect([...rooms].sort()).toEqual(['node_modules', 'src/cli', 'src/cluster']);
});
