import path from 'node:path';

/**
 * How this program was called, so that a command it prints can be typed: `npx plimsoll` in a checkout (which says so in
 * PLIMSOLL_PROGRAM), `kubectl plimsoll` as a plug-in of kubectl, else `plimsoll`.
 * https://kubernetes.io/docs/tasks/extend-kubectl/kubectl-plugins/
 */
export function programName(
  environment: NodeJS.ProcessEnv = process.env,
  script: string | undefined = process.argv[1],
): string {
  const given = environment['PLIMSOLL_PROGRAM'];
  if (given !== undefined && /^[\w ./-]+$/.test(given)) return given;
  return path.basename(script ?? '').startsWith('kubectl-plimsoll') ? 'kubectl plimsoll' : 'plimsoll';
}
