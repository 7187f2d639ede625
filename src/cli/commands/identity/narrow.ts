import { cleanUp, narrow } from '../../../identity/index.ts';
import { CliError } from '../../errors.ts';
import type { ReadFlags } from '../../flags.ts';
import { writeStandardOutput } from '../../output.ts';
import { unknownSubjectNotes } from './known-subjects.ts';
import { namedSubject } from './named-subject.ts';
import { readNeed } from './narrow-need.ts';
import { cleanUpPage, narrowingPage } from './narrow-page.ts';
import { planOfCleanUp, planOfNarrowing } from './narrow-plan.ts';
import { isReached, readAccess, sayUnreached } from './read-access.ts';

export interface NarrowFlags extends ReadFlags {
  readonly need?: string;
  readonly output: 'yaml' | 'json';
}

/**
 * `plimsoll identity narrow`: the narrowest roles and bindings that allow what a subject needs, as YAML to apply, and the
 * commands that carry it out and undo it. Without a need only what changes nobody's rights. 0, or 3 when the roles and
 * bindings could not be read whole.
 */
export async function runNarrow(subjectText: string, flags: NarrowFlags): Promise<number> {
  const clusters = await readAccess(flags);
  const [only, ...others] = clusters;
  if (only === undefined || others.length > 0)
    throw new CliError('usage', 'Roles are written for one cluster: name one with -f or --context');
  if (!isReached(only)) {
    sayUnreached(clusters);
    return 3;
  }
  const { name, access } = only;
  const subject = namedSubject(subjectText, clusters);
  const unread = access.unread('*');
  const whole = { cluster: name, subject, unread, notes: unknownSubjectNotes(subject, [access]) };
  if (flags.need === undefined) {
    const clean = cleanUp(access, subject);
    const plan = planOfCleanUp(access, clean);
    await writeStandardOutput([
      flags.output === 'json'
        ? json({ ...whole, complete: unread.length === 0, need: false, ...plan })
        : cleanUpPage(whole, clean, plan),
    ]);
  } else {
    const { needs, notes } = readNeed(flags.need, clusters);
    const about = { ...whole, notes: [...whole.notes, ...notes] };
    const narrowing = narrow(access, subject, needs);
    const plan = planOfNarrowing(access, narrowing);
    const { unmet, byDefault, extras, lost, keep, throughGroups } = narrowing;
    await writeStandardOutput([
      flags.output === 'json'
        ? json({
            ...about,
            complete: unread.length === 0,
            need: true,
            ...plan,
            unmet,
            byDefault,
            extras,
            lost: lost.map(({ binding, ...each }) => ({ ...each, binding: binding.key })),
            keep: keep.map(({ key }) => key),
            throughGroups: throughGroups.map(({ key }) => key),
          })
        : narrowingPage(about, needs.length, narrowing, plan),
    ]);
  }
  return unread.length > 0 ? 3 : 0;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
