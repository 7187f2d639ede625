/** What makes one workload matter more than another. Facts that nobody established are false. */
export interface SubjectFacts {
  /** Traffic from the internet reaches it. */
  readonly internetReachable: boolean;
  /** Its service account can take over a namespace or the cluster. */
  readonly powerfulIdentity: boolean;
  readonly production: boolean;
}

export interface SubjectWeight {
  /** 1 to 6. */
  readonly value: number;
  readonly internetReachable: boolean;
}

const heaviest = 6;

/** The weight of a subject that nothing is known about. */
export const plainWeight: SubjectWeight = { value: 1, internetReachable: false };

/**
 * exposure (1 or 3) × identity (1 or 2) × tier (1 or 2), at most 6. The number of replicas plays no part: a DaemonSet on
 * a thousand nodes is one thing to cure, and must not drown every other workload.
 */
export function subjectWeight(facts: SubjectFacts): SubjectWeight {
  const value =
    (facts.internetReachable ? 3 : 1) * (facts.powerfulIdentity ? 2 : 1) * (facts.production ? 2 : 1);
  return { value: Math.min(value, heaviest), internetReachable: facts.internetReachable };
}
