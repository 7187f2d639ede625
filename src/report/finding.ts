import type { Result } from '../controls/index.ts';
import type { Score as PostureScore } from '../posture/index.ts';
import type { Finding, Score } from './schema.ts';
import { withoutMarkers } from './text/evidence-value.ts';

/** A result as the report says it. What it is made of is shared with the result: there may be very many. */
export function findingOf(result: Result, scopes: string[], change: Finding['change']): Finding {
  const { fix, unknown, subject } = result;
  return {
    objectId: result.objectId,
    instanceId: result.instanceId,
    ...(result.contentDigest !== undefined && { contentDigest: result.contentDigest }),
    control: result.control,
    cluster: result.cluster,
    verdict: result.verdict,
    severity: result.severity,
    subject,
    message: withoutMarkers(result.message),
    evidence: [...result.evidence],
    ...(fix && {
      fix: {
        object: fix.object,
        mechanical: fix.mechanical,
        patch: [...fix.patch],
      },
    }),
    ...(unknown && { unknown: copyOfUnknown(unknown) }),
    ...(result.reason !== undefined && { reason: result.reason }),
    ...(result.exception !== undefined && { exception: result.exception }),
    ...(result.exceptionState !== undefined && { exceptionState: result.exceptionState }),
    ...(result.exceptedBy !== undefined && { exceptedBy: result.exceptedBy }),
    scopes,
    ...(change !== undefined && { change }),
  };
}

function copyOfUnknown({
  state,
  message,
  permission,
}: NonNullable<Result['unknown']>): NonNullable<Finding['unknown']> {
  return {
    state,
    message,
    ...(permission && { permission: { ...permission, verbs: [...permission.verbs] } }),
  };
}

const contributorsAtMost = 5;

/** The cap is told only where it decides: a score that is lower for other reasons is not held down by it. */
export function scoreOf(
  { lo, hi, coverage, cap, contributors }: PostureScore,
  raw: PostureScore | undefined,
): Score {
  return {
    lo,
    hi,
    ...(raw && (raw.lo !== lo || raw.hi !== hi) && { raw: { lo: raw.lo, hi: raw.hi } }),
    coverage,
    ...(cap && hi >= cap.limit && { cap: cap.reason }),
    ...(contributors.length > 0 && {
      contributors: contributors.slice(0, contributorsAtMost).map((each) => ({ ...each })),
    }),
  };
}
