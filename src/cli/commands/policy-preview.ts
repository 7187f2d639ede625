import { type ClusterObject, compileSelectorText, SelectorError } from '../../cluster/index.ts';
import type { Requester } from '../../controls/index.ts';
import { readPolicyFolder } from '../admission/policy-folder.ts';
import { type ClusterPreview, previewOnCluster } from '../admission/preview-cluster.ts';
import { formatPreviewJunit } from '../admission/preview-junit.ts';
import { formatPolicyProblem, formatPreview } from '../admission/preview-text.ts';
import { loadConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import type { ReadFlags } from '../flags.ts';
import { writeStandardOutput } from '../output.ts';
import { paletteFor } from '../palette.ts';
import { createProgress } from '../progress.ts';
import { readFleet, readingContext } from '../read/fleet.ts';
import { type FleetMember, isRead } from '../read/member.ts';
import { isNamed, type ObjectTarget, resolveTargets } from '../target.ts';

export interface PreviewFlags extends ReadFlags {
  readonly output: 'table' | 'json' | 'junit';
}

/**
 * `plimsoll policy preview`: 0 when nothing would be denied, 1 when something would, 2 when a policy is broken, 3 when
 * something could not be read.
 */
export async function runPolicyPreview(
  folder: string,
  texts: readonly string[],
  flags: PreviewFlags,
): Promise<number> {
  const { documents, problems: unreadable } = readPolicyFolder(folder);
  const { as: _user, asGroup: _groups, ...reading } = flags;
  const targets = resolveTargets([...texts, ...(flags.filename ?? [])], flags);
  const only = onlyAsked(flags, targets.objects);
  const requester = requesterOf(flags);
  const progress = createProgress(flags.quiet === true);
  const context = await readingContext(reading, loadConfig(flags.config), progress);
  let members: FleetMember[];
  try {
    members = await readFleet(targets, context);
  } finally {
    progress.done();
  }
  const previews = members.filter(isRead).map(({ cluster, problems }) => ({
    name: cluster.identity.name,
    readingProblems: problems,
    preview: previewOnCluster(cluster, {
      documents,
      key: context.key,
      ...(requester && { requester }),
      ...(only && { only }),
    }),
  }));
  const unreachable = members.filter((member) => !isRead(member));
  await writeStandardOutput(written());
  return exitCode();

  function* written(): Generator<string> {
    if (flags.output === 'junit') {
      yield formatPreviewJunit(previews);
      return;
    }
    if (flags.output === 'json') {
      const clusters = previews.map(({ name, preview, readingProblems }) => ({
        name,
        readingProblems,
        ...preview,
      }));
      yield `${JSON.stringify({ version: 1, clusters, unreachable, problems: unreadable }, null, 2)}\n`;
      return;
    }
    const palette = paletteFor(flags);
    for (const problem of unreadable) yield* formatPolicyProblem(problem, palette);
    for (const { name, preview, readingProblems } of previews) {
      for (const problem of readingProblems) yield* formatPolicyProblem(problem, palette);
      yield* formatPreview(name, preview, palette);
    }
    for (const member of unreachable)
      if ('error' in member) yield `${member.identity.name}: could not be read: ${member.error}\n`;
  }

  function exitCode(): number {
    const all: readonly ClusterPreview[] = previews.map(({ preview }) => preview);
    const isError = ({ severity }: { severity: string }) => severity === 'error';
    if (unreadable.some(isError) || all.some(({ problems }) => problems.some(isError))) return 2;
    const rows = all.flatMap((preview) => preview.rows);
    if (rows.some(({ outcome }) => outcome === 'denied')) return 1;
    const notRead =
      unreachable.length > 0 ||
      previews.some(({ readingProblems, preview }) =>
        [...readingProblems, ...preview.unreadable].some(isError),
      ) ||
      rows.some(({ unknown }) => unknown !== undefined && unknown.state !== 'not-connected');
    return notRead ? 3 : 0;
  }
}

/** An impersonated user is always in `system:authenticated`, a service account also in the groups of its kind. */
function requesterOf({ as: username, asGroup = [] }: PreviewFlags): Requester | undefined {
  if (username === undefined) {
    if (asGroup.length === 0) return undefined;
    throw new CliError('usage', '--as-group needs --as', 'Name the user: --as ann --as-group developers.');
  }
  const [, , namespace, name] = username.split(':');
  const isServiceAccount = username.startsWith('system:serviceaccount:') && name !== undefined;
  const own = isServiceAccount ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`] : [];
  return { username, groups: [...new Set([...asGroup, ...own, 'system:authenticated'])] };
}

/** Which objects are judged: of the namespaces, labels and names that were given. */
function onlyAsked(
  { namespace, selector }: PreviewFlags,
  objects: readonly ObjectTarget[],
): ((object: ClusterObject) => boolean) | undefined {
  if (!namespace?.length && selector === undefined && objects.length === 0) return undefined;
  const matches = selector === undefined ? () => true : selectorOf(selector);
  const names = new Set(namespace);
  return (object) =>
    (names.size === 0 || names.has(object.namespace)) &&
    matches(object.body.metadata.labels) &&
    (objects.length === 0 || objects.some((target) => isNamed(target, object)));
}

function selectorOf(text: string) {
  try {
    return compileSelectorText(text);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw new CliError('usage', `-l ${text}: ${error.message}`);
  }
}
