import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { newestKnownVersion } from '../../cluster/index.ts';
import { manifestProblem } from './errors.ts';
import { readHelmChart, templateFile } from './helm-chart.ts';
import { isKnownPlace } from './known-place.ts';
import { kustomizationFile, withBases } from './kustomization.ts';
import { type OriginOf, originsOf } from './kustomize-origins.ts';
import { linksOutside } from './links.ts';
import type { ManifestOptions } from './options.ts';
import { readManifestText } from './read-file.ts';
import { stableKinds } from './served-kind.ts';
import type { ManifestSink } from './sink.ts';
import { findTool, runTool, type ToolResult } from './tool.ts';

export interface RenderedFolder {
  readonly kind: 'chart' | 'kustomization';
  /** Absolute. */
  readonly path: string;
  /** As problems name it. */
  readonly shown: string;
  /** What was named and holds it, absolute: links that lead out of it are not followed. */
  readonly root: string;
}

/** What a chart or kustomization renders to; or why nothing in it is judged, for a person. */
export type Rendering =
  | { readonly skip: string }
  | { readonly refusal: string; readonly hint: string }
  | { readonly output: string; readonly originOf: OriginOf };

/**
 * Has a chart or kustomization rendered by the tool that it is made for. For a kustomization the tool runs twice at the same
 * time: for what it renders, and for which file each object comes from.
 */
export async function render(
  input: RenderedFolder,
  folder: string,
  options: ManifestOptions,
): Promise<Rendering> {
  const plan = input.kind === 'chart' ? planChart(input, folder, options) : planKustomization(input, options);
  if (!('file' in plan)) return plan;
  const run = runnerOf(plan, folder, options);
  const [result, originOf] = await Promise.all([
    run(input.path),
    input.kind === 'chart' ? noOrigin : originsOf(input.path, run),
  ]);
  if (result.ok) return { output: result.output, originOf };
  const refusal = `the ${input.kind} was not rendered: ${result.message}`;
  return { refusal, hint: `Run \`${plan.command}\` and fix what it says.` };
}

const noOrigin: OriginOf = () => undefined;

/** Reads what was rendered into the sink. Why it was not is a problem. Returns how many documents held objects. */
export async function readRendering(
  rendering: Rendering,
  input: RenderedFolder,
  folder: string,
  sink: ManifestSink,
): Promise<number> {
  if ('skip' in rendering) {
    sink.skip({ file: input.shown, reason: rendering.skip });
    return 0;
  }
  if ('refusal' in rendering) {
    const { refusal, hint } = rendering;
    sink.report(manifestProblem('not-rendered', refusal, { file: input.shown, hint }));
    return 0;
  }
  const source = { shown: input.shown, named: true };
  if (input.kind === 'chart') {
    return readManifestText(rendering.output, source, sink, (document) => ({
      template: templateFile(document.headComments(), input.shown),
    }));
  }
  const kustomization = kustomizationFile(input.path) ?? input.path;
  return readManifestText(rendering.output, source, sink, ({ value }) => ({
    template: path.relative(folder, rendering.originOf(value) ?? kustomization),
    renderer: 'kustomize',
  }));
}

/** Milliseconds for each run of a tool: what renders large sets takes seconds, what waits for a server never ends. */
const RENDER_TIME_LIMIT = 120_000;

function runnerOf(
  { file, parameters, folders }: RunnablePlan,
  folder: string,
  options: ManifestOptions,
): (built: string) => Promise<ToolResult> {
  const named = (options.helm?.values ?? []).flatMap((values) => [values, path.resolve(folder, values)]);
  const tool = {
    folder,
    toolPath: pathOf(options),
    network: options.allowRemote === true,
    timeLimit: options.renderTimeLimit ?? RENDER_TIME_LIMIT,
    isPlace: (text: string) => isKnownPlace(text, { folders, named }),
  };
  return (built) => runTool(file, parameters(built), tool);
}

type Plan = { readonly skip: string } | { readonly refusal: string; readonly hint: string } | RunnablePlan;

interface RunnablePlan {
  readonly file: string;
  /** For the folder that is to be rendered. */
  readonly parameters: (folder: string) => readonly string[];
  /** For a person to run. */
  readonly command: string;
  /** What is read, absolute: the chart, or the kustomization and its bases. */
  readonly folders: readonly string[];
}

function planChart(input: RenderedFolder, folder: string, options: ManifestOptions): Plan {
  const [outside] = linksOutside(input.path, input.root);
  if (outside !== undefined) {
    return {
      refusal: `the chart was not rendered: ${path.relative(folder, outside)} is a link that leads out of ${path.relative(folder, input.root) || '.'}`,
      hint: 'Helm would follow it. Scan a folder that holds both, or replace the link by what it leads to.',
    };
  }
  const chart = readHelmChart(input.path);
  if (chart.library) return { skip: 'a library chart has nothing to render' };
  const remote = options.allowRemote === true;
  if (chart.missing.length > 0 && !remote) {
    const refusal = `the chart was not rendered: ${chart.missing.join(', ')} would have to be fetched`;
    return { refusal, hint: 'Run `helm dependency build` first, or allow it with --allow-remote.' };
  }
  const urls = (options.helm?.values ?? []).filter((file) => file.includes('://'));
  if (urls.length > 0 && !remote) {
    return {
      refusal: 'the chart was not rendered: a values file is remote',
      hint: 'Fetch it first, or use --allow-remote.',
    };
  }
  // Helm takes several files in one --values, with commas between them.
  const absent = (options.helm?.values ?? [])
    .flatMap((files) => files.split(','))
    .filter((file) => !file.includes('://') && !existsSync(path.resolve(folder, file)));
  if (absent.length > 0) {
    return {
      refusal: `the chart was not rendered: there is no values file ${absent.join(', ')}`,
      hint: 'Check the path that --values names.',
    };
  }
  const tool = findTool(['helm'], pathOf(options));
  if (tool === undefined) {
    const hint = 'Install helm, or run `helm template` elsewhere and scan its output.';
    return { refusal: 'the chart was not rendered: no helm on the PATH', hint };
  }
  const parameters = (built: string) => helmParameters(chart.name, built, folder, options);
  const command = helmCommand(chart.name, input.shown, options);
  return { file: tool.file, parameters, command, folders: [input.path] };
}

/** With the values files, without the values themselves: those may be secret. */
function helmCommand(name: string, shown: string, { helm }: ManifestOptions): string {
  const values = (helm?.values ?? []).map((file) => `--values ${file}`);
  const set = (helm?.set ?? []).map((assignment) => `--set ${assignment.split('=', 1)[0]}=…`);
  return ['helm template', releaseName(name), shown, ...values, ...set].join(' ');
}

function helmParameters(
  name: string,
  chart: string,
  folder: string,
  options: ManifestOptions,
): readonly string[] {
  const version = options.version ?? newestKnownVersion;
  const values = (options.helm?.values ?? []).map((file) =>
    file.includes('://') ? file : path.resolve(folder, file),
  );
  return [
    'template',
    releaseName(name),
    chart,
    '--include-crds',
    `--kube-version=${version.major}.${version.minor}.0`,
    // without a cluster Helm knows versions alone, and a chart that asks for batch/v1/CronJob takes an older one
    // https://helm.sh/docs/chart_template_guide/builtin_objects/
    `--api-versions=${stableKinds(version).join(',')}`,
    `--namespace=${options.namespace ?? 'default'}`,
    ...values.map((file) => `--values=${file}`),
    ...(options.helm?.set ?? []).map((assignment) => `--set=${assignment}`),
    ...(options.allowRemote === true ? ['--dependency-update'] : []),
  ];
}

function releaseName(chart: string): string {
  return (
    chart
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-')
      .slice(0, 53)
      .replace(/^-+|-+$/g, '') || 'release'
  );
}

function planKustomization(input: RenderedFolder, options: ManifestOptions): Plan {
  const parts = withBases(input.path);
  if (parts[0]?.component === true) return { skip: 'a kustomize component is a part of others' };
  const charts = parts.flatMap((part) => part.charts);
  const fetched = [...parts.flatMap((part) => part.remote), ...charts];
  if (fetched.length > 0 && options.allowRemote !== true) {
    const refusal = `the kustomization was not rendered: it refers to ${fetched.join(', ')}, which is not here`;
    return { refusal, hint: 'Vendor it, or allow it to be fetched with --allow-remote.' };
  }
  const tool = findTool(['kustomize', 'kubectl'], pathOf(options));
  if (tool === undefined) {
    const hint = 'Install kustomize or kubectl, or render it elsewhere and scan the output.';
    return { refusal: 'the kustomization was not rendered: neither kustomize nor kubectl on the PATH', hint };
  }
  const verb = tool.name === 'kustomize' ? 'build' : 'kustomize';
  const parameters = (built: string) => [verb, built, ...(charts.length > 0 ? ['--enable-helm'] : [])];
  const folders = parts.map((part) => part.folder);
  return { file: tool.file, parameters, command: `${tool.name} ${verb} ${input.shown}`, folders };
}

function pathOf(options: ManifestOptions): string {
  return options.toolPath ?? process.env['PATH'] ?? '';
}
