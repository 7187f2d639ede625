import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadShippedCatalogue } from '../testkit/catalogue/read-catalogue.ts';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../testkit/index.ts';
import {
  askServer,
  createBasePod,
  hasEphemeralContainers,
  home,
  installPolicies,
  type ServerAnswer,
} from './truth/admission.ts';
import { createApiPaths } from './truth/api-paths.ts';
import { type CaseQuestion, caseQuestions } from './truth/case-question.ts';
import { customResourceDefinitions } from './truth/custom-resources.ts';
import { eachOf } from './truth/each-of.ts';
import { inTheirNamespaces, untilServed } from './truth/placed-questions.ts';
import { comparePodSecurity } from './truth/pod-security.ts';

const available = (await kubeboxBinary()) !== undefined;
const catalogue = loadShippedCatalogue();

describe.skipIf(!available)('the real API server judges as we do', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster?.stop());

  // https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
  test('every case is valid, and refused by the exported policy exactly when the engine says fail', async () => {
    await cluster.apply(customResourceDefinitions);
    await untilServed(cluster);
    const paths = createApiPaths(cluster);
    const questions = await inTheirNamespaces(cluster, caseQuestions(catalogue));
    for (const { object } of questions) {
      if (!hasEphemeralContainers(object)) continue;
      await createBasePod(cluster, (await paths.collectionOf(object, home)) ?? '', object);
    }

    const without = await eachOf(questions, ({ object }) => askServer(cluster, paths, object));
    const invalid = questions.flatMap((question, index) =>
      problem(question, without[index], ['admitted', 'not-served']),
    );
    expect(invalid).toEqual([]);
    expect(questions.flatMap((question, index) => changedByDefaults(question, without[index]))).toEqual([]);

    const asked = questions.filter(
      ({ object }, index) => without[index]?.kind === 'admitted' && object['status'] === undefined,
    );
    sayWhatIsSkipped(questions, new Set(asked));
    await installPolicies(cluster, asked);
    const answers = await eachOf(asked, ({ object }) => askServer(cluster, paths, object));
    const different = asked.flatMap((question, index) =>
      problem(question, answers[index], [question.refused ? 'refused' : 'admitted']),
    );
    expect(different).toEqual([]);
    expect(asked.filter(({ refused }) => refused).length).toBeGreaterThan(200);
  }, 120_000);

  // https://kubernetes.io/docs/concepts/security/pod-security-admission/
  test('Pod Security admits a pod exactly when our Baseline and Restricted controls pass', async () => {
    expect(await comparePodSecurity(cluster, catalogue)).toEqual([]);
  }, 120_000);
});

function problem({ name }: CaseQuestion, answer: ServerAnswer | undefined, expected: string[]): string[] {
  if (answer === undefined || expected.includes(answer.kind)) return [];
  const message = 'message' in answer ? `: ${answer.message}` : '';
  return [`${name}: expected ${expected.join(' or ')}, but it is ${answer.kind}${message}`];
}

/** The server fills in defaults: a control must judge the manifest and the live object alike. */
function changedByDefaults(
  { name, object, refused, refuses }: CaseQuestion,
  answer: ServerAnswer | undefined,
): string[] {
  if (answer?.kind !== 'admitted' || answer.object === undefined || object['status'] !== undefined) return [];
  const { status: _status, ...defaulted } = answer.object;
  const live = refuses(defaulted);
  return live === refused
    ? []
    : [`${name}: ${refused} of the manifest, ${live} of ${JSON.stringify(defaulted)}`];
}

/** Old versions of an API may not be served, and a create cannot carry a status. */
function sayWhatIsSkipped(questions: readonly CaseQuestion[], asked: ReadonlySet<CaseQuestion>): void {
  const skipped = questions.filter((question) => !asked.has(question)).map(({ name }) => name);
  process.stdout.write(
    `${asked.size} cases asked; not asked (kind not served, or decided by status):\n  ${skipped.join('\n  ')}\n`,
  );
}
