import {
  type Cluster,
  clusterObject,
  createClusterStore,
  createDoor,
  newestKnownVersion,
  podTemplatesOf,
} from '../../../src/cluster/index.ts';
import {
  newestMinor,
  oldestMinor,
  PodSecurityJudge,
  type StrictLevel,
  strictLevels,
} from '../../../src/posture/pod-security/index.ts';
import { loadShippedCatalogue } from '../../catalogue/read-catalogue.ts';
import { type Oracle, startOracle } from '../oracle.ts';
import type { PodSecurityAnswer, PodSecurityQuestion } from '../questions.ts';
import type { Comparison, FuzzSubject } from '../subject.ts';
import { podArbitrary } from './pod-arbitrary.ts';

const minors = Array.from({ length: newestMinor - oldestMinor + 1 }, (_, index) => oldestMinor + index);

/** Every policy that there is: both levels at every version that is judged, and at the latest. */
const policies = strictLevels.flatMap((level) => [
  ...minors.map((minor) => ({ level, version: `v1.${minor}`, minor })),
  { level, version: 'latest', minor: newestMinor },
]);

/**
 * Our controls against `k8s.io/pod-security-admission/policy`: for each level and version the same pods are allowed, and
 * the same checks are violated, of the pod as the server completes it and of the manifest.
 */
export const podSecurity: FuzzSubject<object> = {
  name: 'pod-security',
  questionsEach: policies.length,
  arbitrary: podArbitrary,
  async start() {
    const oracle = await startOracle<PodSecurityQuestion, PodSecurityAnswer>('oracle-pod-security');
    return oracle && new PodSecurityComparison(oracle);
  },
};

class PodSecurityComparison implements Comparison<object> {
  readonly #oracle: Oracle<PodSecurityQuestion, PodSecurityAnswer>;
  readonly #judges: ReadonlyMap<number, PodSecurityJudge>;
  readonly #door = createDoor({ keyId: 'fuzz', key: new Uint8Array(32) });
  readonly #world: Cluster = createWorld();

  constructor(oracle: Oracle<PodSecurityQuestion, PodSecurityAnswer>) {
    this.#oracle = oracle;
    const catalogue = loadShippedCatalogue({ cases: false });
    this.#judges = new Map(minors.map((minor) => [minor, new PodSecurityJudge(catalogue, minor)]));
  }

  async compare(pods: readonly object[]): Promise<(string | undefined)[]> {
    const ask = policies.map(({ level, version }) => ({ level, version }));
    const answers = await this.#oracle.ask(pods.map((pod) => ({ pod, ask })));
    return pods.map((pod, index) => this.#difference(pod, answers[index]));
  }

  close(): Promise<void> {
    return this.#oracle.close();
  }

  #difference(pod: object, answer: PodSecurityAnswer | undefined): string | undefined {
    const { defaulted, invalid } = answer ?? {};
    if (invalid !== undefined || defaulted === undefined) return `the generator is wrong: ${invalid}`;
    const ofManifest = this.#violated(pod);
    const ofServer = this.#violated(defaulted);
    for (const [index, { level, version, minor }] of policies.entries()) {
      const theirs = (answer?.violations[index] ?? []).map(({ check }) => check).sort();
      const upstream = theirs.join();
      const server = ofServer(level, minor).join();
      const manifest = ofManifest(level, minor).join();
      if (server === upstream && (manifest === upstream || manifest === withoutGivenPorts(theirs, pod)))
        continue;
      return `${level} ${version}: upstream [${upstream}], ours [${server}], of the manifest [${manifest}]: ${JSON.stringify(pod)}`;
    }
    return undefined;
  }

  /** Checks that our controls say are violated; an undecided one has a question mark. */
  #violated(pod: object): (level: StrictLevel, minor: number) => readonly string[] {
    const { object, problem } = this.#door.admit(pod);
    if (object === undefined) throw new TypeError(problem.message);
    const [template] = podTemplatesOf(clusterObject(object));
    if (template === undefined) throw new TypeError('a Pod has a template');
    const verdicts = new Map(
      [...this.#judges].map(([minor, judge]) => [minor, judge.judge(template, this.#world)]),
    );
    return (level, minor) => {
      const violations = verdicts.get(minor)?.[level].violations ?? [];
      return [
        ...new Set(violations.map(({ check, verdict }) => (verdict === 'fail' ? check : `${check}?`))),
      ].sort();
    };
  }
}

/** What is left of upstream's checks by the first of the standing differences. */
function withoutGivenPorts(theirs: readonly string[], pod: object): string | undefined {
  const { hostNetwork } = (pod as { spec: { hostNetwork?: unknown } }).spec;
  return hostNetwork === true ? theirs.filter((check) => check !== 'hostPorts').join() : undefined;
}

/** No rule of the Pod Security Standards looks beyond the pod. */
function createWorld(): Cluster {
  const epoch = new Date(0).toISOString();
  const store = createClusterStore();
  store.describe({
    identity: { id: 'fuzz', name: 'fuzz' },
    version: newestKnownVersion,
    provenance: { source: 'manifests', startedAt: epoch, endedAt: epoch },
    coverage: { resources: [], notConnected: [] },
  });
  return store.snapshot();
}
