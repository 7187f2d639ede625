/** What makes one workload matter more than another. A fact that is absent is not known, and may be either. */
export interface SubjectFacts {
  /** Traffic from the internet reaches it. */
  readonly internetReachable?: boolean;
  /** Its service account can take over a namespace or the cluster. */
  readonly powerfulIdentity?: boolean;
  readonly production?: boolean;
}

/** The weight of a subject lies between `least`, with what is known to hold, and `most`, with what may. 1 to 6. */
export interface SubjectWeight {
  readonly least: number;
  readonly most: number;
  /** Undefined when it is not known. */
  readonly internetReachable: boolean | undefined;
}

const heaviest = 6;

/** The weight of a subject that has no exposure, identity or tier: a role, a namespace. */
export const plainWeight: SubjectWeight = { least: 1, most: 1, internetReachable: false };

/**
 * exposure (1 or 3) × identity (1 or 2) × tier (1 or 2), at most 6. The number of replicas plays no part: a DaemonSet on
 * a thousand nodes is one thing to cure, and must not drown every other workload.
 */
export function subjectWeight(facts: SubjectFacts): SubjectWeight {
  return { least: weigh(facts, false), most: weigh(facts, true), internetReachable: facts.internetReachable };
}

function weigh(facts: SubjectFacts, unknown: boolean): number {
  const exposure = (facts.internetReachable ?? unknown) ? 3 : 1;
  const identity = (facts.powerfulIdentity ?? unknown) ? 2 : 1;
  const tier = (facts.production ?? unknown) ? 2 : 1;
  return Math.min(exposure * identity * tier, heaviest);
}
