import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { keptAnswers } from '../../identity/index.ts';
import { writeSnapshot } from '../../sources/snapshot/index.ts';
import { loadConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import type { ReadFlags } from '../flags.ts';
import { sayText } from '../output.ts';
import { createProgress } from '../progress.ts';
import { readFleet, readingContext } from '../read/fleet.ts';
import { isRead, isUnreachable, type ReadMember } from '../read/member.ts';
import { sayProblems } from '../read/say-problems.ts';
import { linesText } from '../shown-text.ts';
import { resolveTargets } from '../target.ts';
import { toolVersion } from '../version.ts';

/** `plimsoll snapshot`: 0 when everything was read and written, 3 when something could not be read: the file says what. */
export async function runSnapshot(
  texts: readonly string[],
  flags: ReadFlags & { output: string },
): Promise<number> {
  const targets = resolveTargets([...texts, ...(flags.filename ?? [])], flags);
  const progress = createProgress(flags.quiet === true);
  const context = await readingContext(flags, loadConfig(flags.config), progress);
  const members = await readFleet(targets, context);
  progress.done();
  const read = members.filter(isRead);
  const unreachable = members.filter(isUnreachable);
  for (const member of unreachable) sayText(linesText([`${member.identity.name}: ${member.error}`]));
  if (read.length === 0)
    throw new CliError('nothing-to-judge', 'No cluster could be read, so no snapshot was written');
  for (const [member, file] of filesFor(read, flags.output, members.length > 1)) {
    await writeSnapshot(member.cluster, file, {
      toolVersion: toolVersion(),
      redactionKeyId: member.redactionKeyId,
      problems: member.problems,
      answers: keptAnswers(member.answers ?? []),
      redactionKey: context.key,
    });
    sayProblems(member.problems.filter(({ severity }) => severity === 'error'));
    if (flags.quiet !== true) sayText(linesText([`Wrote ${file}: ${describe(member)}`]));
  }
  return unreachable.length > 0 ||
    read.some(
      ({ cluster, problems }) => unread(cluster) > 0 || problems.some(({ severity }) => severity === 'error'),
    )
    ? 3
    : 0;
}

/** One cluster goes into the named file; several go into a folder of that name, each under its own name. */
function* filesFor(
  members: readonly ReadMember[],
  output: string,
  several: boolean,
): Generator<[ReadMember, string]> {
  if (!several) {
    for (const member of members) yield [member, output];
    return;
  }
  mkdirSync(output, { recursive: true, mode: 0o700 });
  const used = new Set<string>();
  for (const member of members) {
    const name = member.cluster.identity.name.replaceAll(/[^\w.-]+/g, '_') || 'cluster';
    let file = name;
    for (let count = 2; used.has(file); count++) file = `${name}-${count}`;
    used.add(file);
    yield [member, path.join(output, `${file}.plimsoll`)];
  }
}

function describe({ cluster, answers = [] }: ReadMember): string {
  const files = keptAnswers(answers).length;
  const saved = files === 0 ? '' : `, with saved answers of ${files} ${files === 1 ? 'file' : 'files'}`;
  const missing = unread(cluster);
  const gap =
    missing === 0
      ? ''
      : `; ${missing} ${missing === 1 ? 'resource type' : 'resource types'} could not be read, and the file says which`;
  return `${cluster.size} ${cluster.size === 1 ? 'object' : 'objects'} of ${cluster.identity.name} (${cluster.version.gitVersion})${saved}${gap}. Values of secrets are not in it.`;
}

function unread({ coverage }: ReadMember['cluster']): number {
  const failed = coverage.resources.filter(
    ({ state, leftOut }) => state !== 'read' && state !== 'not-served' && leftOut !== true,
  );
  return new Set(failed.map(({ group, resource }) => `${group}/${resource}`)).size;
}
