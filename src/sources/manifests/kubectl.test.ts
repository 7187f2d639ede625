import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeboxBinary } from '../../../testkit/cluster/binary.ts';
import {
  type Door,
  type KubernetesObject,
  newestKnownVersion,
  splitApiVersion,
} from '../../cluster/index.ts';
import { mutationsOf } from '../yaml/yaml-arbitraries.ts';
import { readManifests } from './read-manifests.ts';
import { whyNotServed } from './served-kind.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const files = Number(process.env['KUBECTL_FILES'] ?? 50);
const fixture = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8');
const bases = [
  readFileSync(path.join(import.meta.dirname, '..', 'yaml', 'fixtures', 'deployment.yaml'), 'utf8'),
  fixture('plain/workloads.yaml'),
  fixture('chart/crds/widget.yaml'),
];

/** Lets everything with a name in, unredacted, so that the objects can be compared. */
const openDoor: Door = {
  keyId: 'open',
  admit: (raw) => {
    const object = raw as KubernetesObject;
    if (isNamed(object)) return { object };
    return { problem: { code: 'object-name-missing', message: '', severity: 'error' } };
  },
};

/** A server refuses what it does not serve; kubectl alone reads it. */
function isServed({ apiVersion, kind }: KubernetesObject): boolean {
  return whyNotServed(apiVersion, kind, newestKnownVersion) === undefined;
}

/** The server wants all three; kubectl alone is content with a kind. */
function isNamed({ apiVersion, kind, metadata }: Partial<KubernetesObject>): boolean {
  return [apiVersion, kind, metadata?.name].every((text) => typeof text === 'string' && text !== '');
}

// `kubectl label --local` reads any file without a server and prints what it read
describe(`the same objects as kubectl reads (FUZZ_SEED=${seed})`, () => {
  let kubebox: string | undefined;
  let folder: string;
  beforeAll(async () => {
    kubebox = await kubeboxBinary();
    folder = mkdtempSync(path.join(tmpdir(), 'kubectl-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('from real manifests with mistakes', async ({ skip }) => {
    if (kubebox === undefined) return skip();
    let compared = 0;
    for (const [index, text] of [
      ...bases,
      ...fc.sample(mutationsOf(bases), { seed, numRuns: files }),
    ].entries()) {
      const file = path.join(folder, `${index}.yaml`);
      writeFileSync(file, text);
      const kubectl = await label(kubebox, file);
      const { problems, store } = await readManifests({ inputs: [file], door: openDoor, folder });
      if (kubectl.error.includes('error parsing')) {
        expect(
          problems.some(({ severity }) => severity === 'error'),
          text,
        ).toBe(true);
      }
      if (kubectl.error !== '') continue;
      const ours = [...store.snapshot().objects()].map(({ body }) => body);
      expect(lastOfEach(ours), text).toEqual(lastOfEach(kubectl.objects.filter(isNamed).filter(isServed)));
      compared++;
    }
    expect(compared).toBeGreaterThan(bases.length);
  });
});

async function label(kubebox: string, file: string): Promise<{ objects: KubernetesObject[]; error: string }> {
  const child = spawn(kubebox, ['kubectl', 'label', '--local', '-o', 'json', '-f', file, 'plimsoll-q=1'], {
    env: { PATH: '', HOME: path.dirname(file), KUBECONFIG: '/dev/null' },
  });
  let output = '';
  let error = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) return { objects: [], error: error || 'failed' };
  return { objects: objectsIn(output), error: '' };
}

/** kubectl prints several objects one after the other. */
function objectsIn(output: string): KubernetesObject[] {
  const texts = output.split(/^(?=\{)/m).filter((text) => text.trim() !== '');
  return texts.map((text) => JSON.parse(text) as KubernetesObject);
}

/**
 * Without what kubectl adds, and without the namespace that we choose for objects that name none. `label` writes the whole
 * map anew as texts, so a label without a value comes back empty.
 */
function comparable(object: KubernetesObject): unknown {
  const { namespace: _, ...metadata } = object.metadata;
  const { 'plimsoll-q': __, ...labels } = metadata.labels ?? {};
  const texts = Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, value ?? '']));
  return { ...object, metadata: { ...metadata, labels: texts } };
}

/** By what names an object; of two definitions the last one counts. */
function lastOfEach(objects: readonly KubernetesObject[]): unknown {
  return Object.fromEntries(objects.map((object) => [nameOf(object), comparable(object)]));
}

function nameOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  return `${splitApiVersion(apiVersion).group} ${kind} ${metadata.name}`;
}
