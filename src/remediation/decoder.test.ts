import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kubeboxBinary } from '../../testkit/index.ts';
import type { Json } from '../cluster/index.ts';
import { applyPatch } from '../controls/index.ts';
import { readYaml } from '../sources/yaml/index.ts';
import { mapping, operationOn, pointerOf, value, writeYaml } from './document-arbitraries.ts';
import { repairText } from './repair-text.ts';
import { isSameValue } from './same-value.ts';

const binary = await kubeboxBinary();
const read = (text: string) => readYaml(text, 'x.yaml');

const repaired = fc
  .record({ root: mapping, numbers: fc.array(fc.nat(1000), { minLength: 8, maxLength: 60 }), content: value })
  .map(({ root, numbers, content }) => {
    let next = 0;
    const choice = (): number => numbers[next++ % numbers.length] ?? 0;
    const text = writeYaml(root, choice);
    const operation = operationOn(root, choice, content);
    const patch = operation === undefined ? [] : [{ ...operation, path: pointerOf(operation.path) }];
    const apply = (object: Json) => applyPatch(object, patch);
    const documents = read(text).documents;
    return {
      text: repairText(text, documents, [{ document: 0, object: [], apply }], read).text,
      wanted: apply(documents[0]?.value ?? null),
    };
  });

describe.skipIf(binary === undefined)("Kubernetes' own decoder", () => {
  it('reads the patched object from the edited text', () => {
    const samples = fc.sample(repaired, 400);
    const questions = samples.map(({ text }) =>
      JSON.stringify({ text: Buffer.from(text).toString('base64') }),
    );
    const { stdout } = spawnSync(binary ?? '', ['oracle-yaml'], {
      input: `${questions.join('\n')}\n`,
      maxBuffer: 2 ** 28,
    });
    const answers = stdout.toString().trimEnd().split('\n');
    expect(answers).toHaveLength(samples.length);
    for (const [index, answer] of answers.entries()) {
      const { documents }: { documents: readonly Json[] } = JSON.parse(answer);
      expect(isSameValue(documents[0], samples[index]?.wanted), samples[index]?.text).toBe(true);
    }
  });
});
