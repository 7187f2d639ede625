import { parseArgs } from 'node:util';
import { createDoor } from '../../src/cluster/index.ts';
import { realisticSet } from '../scale/realistic-set.ts';
import { type JudgedValue, judgeValues } from './judge-values.ts';
import { readLabelledValues } from './labelled-values.ts';

/**
 * How well credentials are found in plain text, and how fast.
 *
 *     node bench/secrets/run.ts [--list]
 *
 * `--list` prints what is wrong of the values that the rules are worked on with. Of those that were held out there are
 * only totals.
 */
const { values } = parseArgs({ options: { list: { type: 'boolean', default: false } } });

const development = judgeValues(readLabelledValues('development.yaml'));
if (values.list) for (const judged of development.filter(isWrong)) console.log(describe(judged));
const heldOut = judgeValues(readLabelledValues('held-out.yaml'));
console.log('| Values | Credentials | Harmless | Precision | Recall | Hidden |\n|---|---|---|---|---|---|');
console.log(row('worked on with', development));
console.log(row('held out', heldOut));
console.log(`\nThe door: ${megabytesPerSecond().toFixed(0)} MB of JSON in a second of CPU time`);

function row(name: string, judged: readonly JudgedValue[]): string {
  const credentials = judged.filter(({ value }) => value.secrets.length > 0);
  const found = judged.filter(({ found }) => found).length;
  const right = credentials.filter(({ found }) => found).length;
  const hidden = credentials.filter(({ leaked }) => !leaked).length;
  const figures = [right / found, right / credentials.length, hidden / credentials.length];
  return `| ${[name, credentials.length, judged.length - credentials.length, ...figures.map((figure) => figure.toFixed(3))].join(' | ')} |`;
}

function isWrong({ value, found, leaked }: JudgedValue): boolean {
  return found !== value.secrets.length > 0 || leaked;
}

function describe({ value: { at, name, texts, secrets }, found }: JudgedValue): string {
  const what = secrets.length === 0 ? 'false alarm' : found ? 'not wholly hidden' : 'missed';
  return `${what}: ${at} ${name} ${JSON.stringify(texts).slice(0, 160)}`;
}

/** Of a realistic cluster, the fastest of ten passes. */
function megabytesPerSecond(): number {
  const objects = [...realisticSet(4000)];
  const bytes = objects.reduce((sum, object) => sum + JSON.stringify(object).length, 0);
  const door = createDoor({ key: Buffer.alloc(32, 1), keyId: 'bench' });
  let fastest = Infinity;
  for (let round = 0; round < 10; round++) {
    const before = process.cpuUsage();
    for (const object of objects) door.admit(object);
    const { user, system } = process.cpuUsage(before);
    fastest = Math.min(fastest, user + system);
  }
  return bytes / fastest;
}
