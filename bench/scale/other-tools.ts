import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** A program that judges the same files. */
export interface OtherTool {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** Those that are on PATH; each with its defaults and a machine-readable report. */
export function toolsOnPath(file: string): OtherTool[] {
  return [
    { name: 'kube-linter', args: ['lint', '--format', 'json', file] },
    { name: 'kubescape', args: ['scan', 'framework', 'nsa', '--keep-local', '--format', 'json', file] },
    { name: 'polaris', args: ['audit', '--audit-path', file, '--format', 'json'] },
    { name: 'trivy', args: ['config', '--format', 'json', file] },
  ].flatMap(({ name, args }) => {
    const command = onPath(name);
    return command === undefined ? [] : [{ name, command, args }];
  });
}

function onPath(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      continue;
    }
  }
  return undefined;
}
