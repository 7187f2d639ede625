import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDoor } from '../../cluster/index.ts';
import { readManifests } from './read-manifests.ts';

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

/** The file is found in a folder, beside one that holds an object. */
async function readFolder(text: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'undeclared-'));
  writeFileSync(path.join(folder, 'a.yaml'), configMap);
  writeFileSync(path.join(folder, 'b.yaml'), text.replaceAll('name: a', 'name: b'));
  const door = createDoor({ keyId: 'test', key: Buffer.alloc(32, 1) });
  const reading = await readManifests({ inputs: ['.'], door, folder, toolPath: '' });
  rmSync(folder, { recursive: true });
  return reading;
}

// https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields
describe('a document without apiVersion and kind', () => {
  it.each([
    ['metadata: {name: p}\nspec: {hostNetwork: true}\n', 1],
    ['metadata: {name: p}\n', 1],
    ['metadata: {generateName: p-}\n', 1],
    ['spec: {hostNetwork: true, containers: []}\n', 1],
    [`${configMap}---\nmetadata: {name: p}\nspec: {hostNetwork: true}\n`, 5],
    [`${configMap}---\nreplicas: 3\n`, 5],
    [`replicas: 3\n---\n${configMap}`, 1],
    [`${configMap}---\n- a\n`, 5],
    [`${configMap}---\nonly text\n`, 5],
    ['apiversion: v1\nKind: Pod\n', 1],
    ['KIND: Pod\n', 1],
    ['- apiVersion: v1\n  kind: Pod\n', 1],
  ])('is an error where an object was meant: %j', async (text, line) => {
    const { problems, files } = await readFolder(text);
    expect(problems).toMatchObject([
      { code: 'manifest-without-kind', severity: 'error', file: 'b.yaml', line },
    ]);
    expect(files.skipped).toEqual([]);
  });

  it.each([
    'replicas: 3\nimage: {repository: a}\n',
    'jobs:\n  build: {steps: [{run: make}]}\n',
    'metadata: {timestamp: now, tools: []}\nbomFormat: CycloneDX\n',
    'metadata: none\nspec: none\n',
    // https://docs.gitlab.com/ci/yaml/#spec
    'spec: {inputs: {stage: {default: test}}}\n---\nbuild: {script: make}\n',
    '- op: replace\n  path: /spec/replicas\n  value: 3\n',
    'gate: {failOn: high}\n',
  ])('is passed over and named where it is of something else: %j', async (text) => {
    const { problems, files } = await readFolder(text);
    expect(problems).toEqual([]);
    expect(files.skipped[0]).toEqual({ file: 'b.yaml', line: 1, reason: 'not a Kubernetes manifest' });
  });

  it.each(['# nothing\n', '', '{}\n', 'null\n'])(
    'is nothing to speak of when it is empty: %j',
    async (text) => {
      const { problems, files } = await readFolder(
        `${configMap}---\n${text}---\n${configMap.replace('name: a', 'name: c')}`,
      );
      expect(problems).toEqual([]);
      expect(files.skipped).toEqual([]);
    },
  );

  it('says what was meant', async () => {
    const { problems } = await readFolder('apiversion: v1\nKind: Pod\nmetadata: {name: p}\n');
    expect(problems[0]?.message).toBe(
      'the document has neither apiVersion nor kind (did you mean apiVersion for apiversion and kind for Kind?), so it was not judged',
    );
  });
});
