import { findTool } from '../../src/sources/manifests/tool.ts';

/** A program that judges the same files. */
export interface OtherTool {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** Those that are on PATH; each with its defaults and a machine-readable report. */
export function toolsOnPath(folder: string): OtherTool[] {
  return [
    { name: 'kube-linter', args: ['lint', '--format', 'json', folder] },
    { name: 'kubescape', args: ['scan', 'framework', 'nsa', '--keep-local', '--format', 'json', folder] },
    { name: 'polaris', args: ['audit', '--audit-path', folder, '--format', 'json'] },
    { name: 'trivy', args: ['config', '--format', 'json', folder] },
  ].flatMap(({ name, args }) => {
    const command = findTool([name], process.env['PATH'] ?? '')?.file;
    return command === undefined ? [] : [{ name, command, args }];
  });
}
