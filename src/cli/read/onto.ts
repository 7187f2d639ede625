import { visibleText } from '../../cluster/index.ts';
import { CliError } from '../errors.ts';
import { resolveTargets } from '../target.ts';
import { withEvidence } from './evidence.ts';
import type { FleetMember, ReadingContext } from './member.ts';

/** The cluster that manifests are laid over: a snapshot file, or `context:NAME`. */
export async function readBase(text: string, context: ReadingContext): Promise<FleetMember> {
  const base = await readBaseCluster(text, context);
  const [connected] = withEvidence([base], context.flags.evidence);
  return connected ?? base;
}

async function readBaseCluster(text: string, context: ReadingContext): Promise<FleetMember> {
  if (text.startsWith('context:')) {
    const { readLiveTargets } = await import('./live.ts');
    const flags = { ...context.flags, context: [text.slice('context:'.length)], allContexts: false };
    const [member] = await readLiveTargets({ ...context, flags });
    if (member !== undefined) return member;
  }
  const { snapshots } = resolveTargets([text], {});
  const [file] = snapshots;
  if (file === undefined)
    throw new CliError(
      'target-not-found',
      `--onto ${visibleText(text)} is no snapshot`,
      'Make one with plimsoll snapshot -o prod.plimsoll, or name a context: --onto context:prod.',
    );
  const { readSnapshotTarget } = await import('./snapshots.ts');
  return readSnapshotTarget(file, context);
}
