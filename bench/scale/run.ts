import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeJson, writeYaml, writeYamlFiles } from './files.ts';
import { toolsOnPath } from './other-tools.ts';
import { measure, type Usage } from './whole-process.ts';

/**
 * The whole process over realistic sets of objects: start, read, judge, write a JSON report. CPU seconds of the median of
 * some runs. Sizes and runs can be given: `node bench/scale/run.ts 1000 10200 --runs 3`.
 */
const root = path.dirname(path.dirname(import.meta.dirname));
const program = path.join(root, 'dist/package/plimsoll.js');
const { sizes, runs } = argumentsOf(process.argv.slice(2));

if (!existsSync(program)) throw new Error(`There is no ${program}: npm run build writes it.`);
const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-bench-'));
try {
  for (const size of sizes) await bench(size);
} finally {
  rmSync(folder, { recursive: true });
}

async function bench(size: number): Promise<void> {
  for (const format of ['json', 'yaml'] as const) {
    const file = path.join(folder, `${size}.${format}`);
    const bytes = format === 'json' ? writeJson(file, size) : writeYaml(file, size);
    const ours = await plimsoll(file);
    row(`${size} objects, ${megabytes(bytes)} ${format.toUpperCase()}`, ours);
    console.log(`  ${stageText(ours.stages)}; report ${megabytes(ours.outputBytes)}`);
    rmSync(file);
  }
  await beside(size);
}

/** The same objects in a folder of files, as other tools take them: kube-linter passes over a file of more than 10 MiB. */
async function beside(size: number): Promise<void> {
  const manifests = path.join(folder, 'manifests');
  const tools = toolsOnPath(manifests);
  if (tools.length === 0) return;
  const files = writeYamlFiles(manifests, size);
  const ours = await plimsoll(manifests);
  row(`${size} objects in ${files} YAML files`, ours);
  for (const tool of tools) {
    const theirs = await median(() => measure(tool.command, tool.args));
    const ratio = (theirs.cpuSeconds / ours.cpuSeconds).toFixed(1);
    row(`  ${tool.name}`, theirs, `${ratio} times the CPU of plimsoll`);
  }
  rmSync(manifests, { recursive: true });
}

interface OurUsage extends Usage {
  readonly stages: Readonly<Record<string, number>>;
  readonly outputBytes: number;
}

async function plimsoll(file: string): Promise<OurUsage> {
  const output = path.join(folder, 'report.json');
  const stagesFile = path.join(folder, 'stages.json');
  return median(async () => {
    const preload = path.join(import.meta.dirname, 'stage-times.mjs');
    const args = ['--import', preload, program, 'scan', file, '--quiet', '-o', `json=${output}`];
    const usage = await measure(process.execPath, args, { PLIMSOLL_BENCH_STAGES: stagesFile });
    if (usage.exitCode !== 1)
      throw new Error(`plimsoll scan ended with ${usage.exitCode}, not with findings`);
    const stages = JSON.parse(readFileSync(stagesFile, 'utf8')) as Record<string, number>;
    return { ...usage, stages, outputBytes: statSync(output).size };
  });
}

async function median<Run extends Usage>(run: () => Promise<Run>): Promise<Run> {
  const all: Run[] = [];
  for (let count = 0; count < runs; count++) all.push(await run());
  all.sort((one, other) => one.cpuSeconds - other.cpuSeconds);
  return all[Math.floor(all.length / 2)] as Run;
}

function row(name: string, { cpuSeconds, wallSeconds, peakMegabytes }: Usage, note = ''): void {
  const figures = `${cpuSeconds.toFixed(2).padStart(8)} s CPU ${wallSeconds.toFixed(2).padStart(8)} s`;
  console.log(`${name.padEnd(36)}${figures} ${peakMegabytes.toFixed(0).padStart(6)} MB  ${note}`);
}

function stageText(stages: Readonly<Record<string, number>>): string {
  return Object.entries(stages)
    .map(([stage, seconds]) => `${stage} ${seconds.toFixed(2)} s`)
    .join(', ');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function argumentsOf(args: readonly string[]): { sizes: number[]; runs: number } {
  const at = args.indexOf('--runs');
  const numbers = args.filter((_, index) => at < 0 || (index !== at && index !== at + 1)).map(Number);
  return {
    sizes: numbers.length > 0 ? numbers : [1000, 5100, 10_200, 25_500, 51_000],
    runs: at < 0 ? 5 : Number(args[at + 1]),
  };
}
