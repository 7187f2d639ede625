import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asMap } from '../../cluster/index.ts';
import { readYaml } from '../yaml/index.ts';
import type { ToolResult } from './tool.ts';

/** The file, absolute, that an object in what kustomize rendered comes from; undefined where it does not say. */
export type OriginOf = (object: unknown) => string | undefined;

/**
 * Asks kustomize for each object which file it comes from. That is a setting of the kustomization that is built, so one in a
 * temporary folder is built over it: the user's own stays untouched, and what is judged is what it renders by itself.
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/buildmetadata/
 */
export async function originsOf(
  folder: string,
  run: (folder: string) => Promise<ToolResult>,
): Promise<OriginOf> {
  const overlay = overlayOf(folder);
  if (overlay === undefined) return () => undefined;
  try {
    const result = await run(overlay);
    const files = result.ok ? filesByObject(result.output, overlay, folder) : new Map<string, string>();
    return (object) => files.get(nameOf(object));
  } finally {
    rmSync(overlay, { recursive: true, force: true });
  }
}

/** Undefined where nothing may be written: what was rendered is judged all the same. */
function overlayOf(folder: string): string | undefined {
  try {
    const overlay = mkdtempSync(path.join(realpathSync(tmpdir()), 'plimsoll-kustomize-'));
    const resources = [path.relative(overlay, realpathSync(folder))];
    const fields = { resources, buildMetadata: ['originAnnotations'] };
    writeFileSync(path.join(overlay, 'kustomization.yaml'), JSON.stringify(fields));
    return overlay;
  } catch {
    return undefined;
  }
}

function filesByObject(output: string, overlay: string, folder: string): Map<string, string> {
  const real = realpathSync(folder);
  const files = new Map<string, string>();
  for (const { value } of readYaml(output, folder).documents) {
    const file = fileIn(asMap(asMap(value)['metadata'])['annotations']);
    if (file !== undefined)
      files.set(nameOf(value), path.join(folder, path.relative(real, path.resolve(overlay, file))));
  }
  return files;
}

/** A resource names its file, a generated object the kustomization that generates it; what was fetched has a repository. */
function fileIn(annotations: unknown): string | undefined {
  const annotation = asMap(annotations)['config.kubernetes.io/origin'];
  if (typeof annotation !== 'string') return undefined;
  const origin = asMap(readYaml(annotation, '').documents[0]?.value);
  const file = origin['path'] ?? origin['configuredIn'];
  return typeof file === 'string' && origin['repo'] === undefined ? file : undefined;
}

/** kustomize renders no two objects of one name. */
function nameOf(object: unknown): string {
  const { apiVersion, kind, metadata } = asMap(object);
  const { namespace, name } = asMap(metadata);
  return JSON.stringify([apiVersion, kind, namespace, name]);
}
