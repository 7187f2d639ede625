import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {
  type ClusterDescription,
  type Coverage,
  createClusterStore,
  manifestCoverage,
  newestKnownVersion,
  type Problem,
  visibleText,
} from '../../cluster/index.ts';
import { scannedPlaces } from './deployed-sources.ts';
import { manifestProblem } from './errors.ts';
import { chartOf, findInputs } from './find-files.ts';
import type { ManifestInput } from './manifest-input.ts';
import { ignoredByGit, type ManifestOptions, type ManifestReading, type SkippedFile } from './options.ts';
import { DEFAULT_MAX_FILE_SIZE, readManifestBytes, readManifestFile } from './read-file.ts';
import { type RenderedFolder, readRendering } from './render.ts';
import { RenderedAhead } from './rendered-ahead.ts';
import { ManifestSink } from './sink.ts';

/**
 * Reads manifests into a model of the cluster that they describe. Never throws for what is in the input: whatever
 * could not be read is a problem with code, file and line, and everything else is still there.
 */
export async function readManifests(options: ManifestOptions): Promise<ManifestReading> {
  const now = options.now ?? ((): Date => new Date());
  const startedAt = now().toISOString();
  const folder = options.folder ?? process.cwd();
  const store = createClusterStore(options.store);
  const sink = new ManifestSink(store, options);

  const read: string[] = [];
  const judged = new Set<string>();
  let documents = 0;
  const inputs = findInputs(options.inputs, folder, sink);
  const reader: Reader = {
    folder,
    options,
    sink,
    rendered: new RenderedAhead(
      inputs.flatMap((input) => renderedFolder(input, folder)),
      folder,
      options,
    ),
  };
  for (const input of inputs) {
    const shown = visibleText(shownName(input, folder));
    read.push(shown);
    const before = { problems: sink.problems.length, skipped: sink.skipped.length };
    const withObjects = await readInputSafely(input, reader);
    const isPassedOver = sink.skipped.length > before.skipped && sink.problems.length === before.problems;
    if (withObjects === 0 && isPassedOver && isNamed(input)) sink.report(withoutObject(input, shown, folder));
    if (withObjects > 0) judged.add(shown);
    documents += withObjects;
  }
  sink.finish();
  const scanned = scannedPlaces(inputs, options.inputs, folder);
  const complete = options.complete === true;
  for (const problem of [...sink.templates.problems(complete), ...sink.sources.problems(complete, scanned)])
    sink.report(problem);
  if (sink.objects === 0 && sink.problems.length === 0) {
    const [snapshot] = options.inputs.filter((input) => holdsSnapshots(path.resolve(folder, input)));
    const hint = snapshot && `${snapshot} holds snapshots. Name them: ${path.join(snapshot, '*.plimsoll')}`;
    const text = `no Kubernetes object in ${options.inputs.join(', ')}`;
    sink.report(manifestProblem('input-empty', text, hint === undefined ? {} : { hint }));
  }
  const ignored = sink.skipped.filter(({ reason }) => reason === ignoredByGit);
  if (ignored.length > 0) sink.report(ignoredFiles(ignored));
  store.describe(description(options, sink, startedAt, now().toISOString()));
  return {
    store,
    problems: inReadingOrder(sink.problems),
    files: {
      read,
      skipped: sink.skipped.map((each) => (judged.has(each.file) ? { ...each, othersJudged: true } : each)),
    },
    documents,
    objects: sink.objects,
  };
}

/** Whoever names a file wants it judged; what is found in folders and by patterns may be anything. */
function isNamed(input: ManifestInput): boolean {
  return input.kind === 'stdin' || (input.kind === 'file' && input.named);
}

/** A folder that `plimsoll snapshot` wrote of several clusters. */
function holdsSnapshots(place: string): boolean {
  return (
    (statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false) &&
    readdirSync(place).some((name) => name.endsWith('.plimsoll'))
  );
}

/** In every report, for a file that Git tracks all the same is applied all the same. */
function ignoredFiles(ignored: readonly SkippedFile[]): Problem {
  const shown = ignored.slice(0, 3).map(({ file }) => file);
  const rest = ignored.length - shown.length;
  const names = [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
  const what = ignored.length === 1 ? 'One file or folder is' : `${ignored.length} files or folders are`;
  return manifestProblem(
    'file-ignored',
    `${what} named in .gitignore and not judged: ${names}`,
    {},
    'warning',
  );
}

function withoutObject(input: ManifestInput, file: string, folder: string): Problem {
  const chart = input.kind === 'file' ? chartOf(input.path) : undefined;
  const hint =
    chart === undefined
      ? 'Leave it out, or scan what it is a part of, such as the folder of its kustomization.'
      : `Scan the chart: ${path.relative(folder, chart) || '.'}`;
  return manifestProblem('input-empty', 'no Kubernetes object in a file that was named', { file, hint });
}

/** By file, in the order in which files were read, then by line. */
function inReadingOrder(problems: readonly Problem[]): readonly Problem[] {
  const byFile = Map.groupBy(problems, (problem) => problem.file);
  return [...byFile.values()].flatMap((group) =>
    group.toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0)),
  );
}

interface Reader {
  readonly folder: string;
  readonly options: ManifestOptions;
  readonly sink: ManifestSink;
  readonly rendered: RenderedAhead;
}

/** Files can vanish or be closed to us at any step; that costs the one input. */
async function readInputSafely(input: ManifestInput, reader: Reader): Promise<number> {
  try {
    return await readInput(input, reader);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const message = `could not be read: ${error.message}`;
    const file = shownName(input, reader.folder);
    reader.sink.report(manifestProblem('file-unreadable', message, { file }));
    return 0;
  }
}

async function readInput(input: ManifestInput, { folder, options, sink, rendered }: Reader): Promise<number> {
  const shown = shownName(input, folder);
  const maxFileSize = options.maxFileSize ?? DEFAULT_MAX_FILE_SIZE;
  switch (input.kind) {
    case 'stdin':
      return readManifestBytes(
        await collect(options.stdin ?? process.stdin),
        { shown, named: true, maxFileSize },
        sink,
      );
    case 'file':
      return readManifestFile(input.path, { shown, named: input.named, maxFileSize }, sink);
    default:
      return readRendering(await rendered.take({ ...input, shown }), { ...input, shown }, folder, sink);
  }
}

function renderedFolder(input: ManifestInput, folder: string): readonly RenderedFolder[] {
  return input.kind === 'stdin' || input.kind === 'file'
    ? []
    : [{ ...input, shown: shownName(input, folder) }];
}

function shownName(input: ManifestInput, folder: string): string {
  return input.kind === 'stdin' ? 'stdin' : path.relative(folder, input.path) || '.';
}

async function collect(chunks: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(parts);
}

function description(
  options: ManifestOptions,
  sink: ManifestSink,
  startedAt: string,
  endedAt: string,
): ClusterDescription {
  const name =
    options.clusterName ??
    options.inputs.map((input) => (input === '-' ? 'stdin' : input.replace(/(?<=.)\/+$/, ''))).join(', ');
  return {
    identity: { id: options.clusterName ?? 'manifests', name },
    version: options.version ?? newestKnownVersion,
    provenance: { source: 'manifests', startedAt, endedAt },
    coverage: coverageOf(options, sink),
  };
}

/** The whole cluster only where the author says so and all of it could be read. */
function coverageOf(options: ManifestOptions, sink: ManifestSink): Coverage {
  const complete = options.complete === true;
  const failures = sink.problems.filter((problem) => problem.severity === 'error').length;
  if (!complete || failures === 0) return manifestCoverage({ complete });
  const meaning = `${failures} parts of the input could not be read, so this is not all that the cluster holds`;
  const { notConnected, ...coverage } = manifestCoverage({ complete: false });
  return {
    ...coverage,
    notConnected: notConnected.map((each) => (each.source === 'whole-cluster' ? { ...each, meaning } : each)),
  };
}
