import type { Progress } from '../progress.ts';
import { readFleet, readingContext } from '../read/fleet.ts';
import { readBase } from '../read/onto.ts';
import type { RunPlan } from './plan-run.ts';
import type { ReportRequest } from './produce-report.ts';

/** Reads what a plan names; what it is asked to be judged with goes along. */
export async function readRun(
  plan: RunPlan,
  progress: Progress,
  said: Pick<ReportRequest, 'command' | 'startedAt' | 'baseline'>,
): Promise<ReportRequest> {
  const { targets, flags, config } = plan;
  const context = await readingContext(flags, config, progress);
  const members = await readFleet(targets, context);
  const base = flags.onto === undefined ? undefined : await readBase(flags.onto, context);
  return { ...plan, ...said, members, ...(base && { base }) };
}
