// `node bench/network/np-guard.ts [WORKLOADS…]`: every pair of pods, and addresses outside, of the same files by ours and by
// np-guard's netpol-analyzer where it is on PATH: whole processes, CPU time of user and system, and whether the maps agree.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findTool } from '../../src/sources/manifests/tool.ts';
import { type Connections, compareMaps, readConnections } from '../../testkit/network/compare-maps.ts';
import { measure, type Usage } from '../scale/whole-process.ts';
import { workloads } from './policies.ts';

const program = path.join(import.meta.dirname, '../../dist/package/plimsoll.js');
if (!existsSync(program)) throw new Error(`There is no ${program}: npm run build writes it.`);
const analyzer = findTool(['netpol-analyzer', 'k8snetpolicy'], process.env['PATH'] ?? '')?.file;
if (analyzer === undefined)
  console.log(
    'np-guard is not on PATH (netpol-analyzer or k8snetpolicy): nothing is compared. It is built from github.com/np-guard/netpol-analyzer by go build ./cmd/netpolicy.',
  );

const mostShown = 5;
const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [200, 500, 1_000]) await bench(size);

async function bench(size: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-bench-'));
  try {
    const files = path.join(folder, 'files');
    const objects = [...workloads(size)];
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy').length;
    console.log(`${size.toLocaleString('en-US')} workloads, ${policies.toLocaleString('en-US')} policies`);
    writeObjects(files, objects);
    const args = [
      'network',
      'reach',
      files,
      '--by',
      'pod',
      '--external',
      '--profile',
      'generic',
      '-o',
      'csv',
    ];
    const ours = await middleOfThree(program, args);
    row('plimsoll network reach', ours);
    if (analyzer === undefined) return;
    const output = path.join(folder, 'theirs.csv');
    const theirs = await run(analyzer, ['list', '--dirpath', files, '-q', '-o', 'csv', '-f', output]);
    row('netpol-analyzer list', theirs);
    console.log(
      `  ${(theirs.cpuSeconds / ours.cpuSeconds).toFixed(1)} times the CPU, ${(theirs.peakMegabytes / ours.peakMegabytes).toFixed(1)} times the memory of ours`,
    );
    const text = execFileSync(process.execPath, [program, ...args], { maxBuffer: 2 ** 30 }).toString();
    tellMaps(readConnections(text), readConnections(readFileSync(output, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeObjects(folder: string, objects: readonly object[]): void {
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'all.yaml'), objects.map((each) => JSON.stringify(each)).join('\n---\n'));
}

function tellMaps(ours: Connections, theirs: Connections): void {
  const differences = compareMaps(ours, theirs);
  console.log(
    differences.length === 0
      ? `  the maps agree: ${ours.size.toLocaleString('en-US')} connections`
      : `  the maps differ in ${differences.length.toLocaleString('en-US')} of ${new Set([...ours.keys(), ...theirs.keys()]).size.toLocaleString('en-US')} connections`,
  );
  for (const { pair, ours: own, theirs: other } of differences.slice(0, mostShown))
    console.log(`    ${pair}: ${own ?? 'none'} by ours, ${other ?? 'none'} by np-guard`);
}

async function middleOfThree(file: string, args: readonly string[]): Promise<Usage> {
  const all: Usage[] = [];
  for (let count = 0; count < 3; count++) all.push(await run(process.execPath, [file, ...args]));
  all.sort((one, other) => one.cpuSeconds - other.cpuSeconds);
  return all[1] as Usage;
}

async function run(command: string, args: readonly string[]): Promise<Usage> {
  const usage = await measure(command, args);
  if (usage.exitCode !== 0) throw new Error(`${command} ended with ${usage.exitCode}`);
  return usage;
}

function row(name: string, { cpuSeconds, wallSeconds, peakMegabytes }: Usage): void {
  const cells = [
    `${cpuSeconds.toFixed(2)} s CPU`,
    `${wallSeconds.toFixed(1)} s`,
    `${peakMegabytes.toFixed(0)} MB`,
  ];
  console.log(`  ${name.padEnd(28)}${cells.map((cell) => cell.padStart(14)).join('')}`);
}
