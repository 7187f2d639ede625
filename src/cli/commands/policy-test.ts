import { existsSync } from 'node:fs';
import path from 'node:path';
import { type KubernetesObject, newestKnownVersion } from '../../cluster/index.ts';
import {
  type AdmissionProblem,
  type CaseOutcome,
  type Catalogue,
  expressionWarnings,
  formatCaseOutcome,
  type PolicyTestOutcome,
  ProblemList,
  readPolicies,
  readPolicyTests,
  runPolicyTest as runPlainTest,
  testCatalogue,
} from '../../controls/index.ts';
import { counted } from '../../report/index.ts';
import { formatJunitSuites, type JunitSuite } from '../admission/junit.ts';
import { givenObjects, type PlainPolicies } from '../admission/plain-policies.ts';
import { readDocuments } from '../admission/policy-folder.ts';
import { emptyCluster, formatPlainOutcome, plainSuites } from '../admission/policy-test-text.ts';
import { sayPolicyProblems } from '../admission/say-policy-problems.ts';
import { catalogueDocuments } from '../assets-from-source.ts';
import { noConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import type { GlobalFlags } from '../flags.ts';
import { connectAnswers } from '../judge/analyses.ts';
import { loadControls, readPolicies as readFolder } from '../judge/catalogue.ts';
import { writeStandardOutput } from '../output.ts';
import { paletteFor } from '../palette.ts';
import { kubernetesVersion } from '../read/kubernetes-version.ts';

export interface TestFlags extends GlobalFlags {
  readonly verbose?: boolean;
  readonly output: 'text' | 'junit';
  readonly kubernetesVersion?: string;
}

/**
 * `plimsoll policy test`: 0 when everything is as expected, 1 when something is not, 2 when a file is broken. Without a
 * folder it is the catalogue that is tested; a folder may hold controls, plain admission policies, or both.
 */
export async function runPolicyTest(folder: string | undefined, flags: TestFlags): Promise<number> {
  const own = folder === undefined ? undefined : readFolder(folder, { cases: true });
  const plain = own === undefined ? undefined : testPlain(own.plain, flags);
  const problems = plain?.problems ?? [];
  sayPolicyProblems(problems, flags);
  if (problems.some(({ severity }) => severity === 'error')) return 2;
  const testsControls = own === undefined || own.documents.length > 0 || plain?.policies === 0;
  const cases = testsControls ? testControls(folder) : [];
  const outcomes = plain?.outcomes ?? [];
  await writeStandardOutput(
    flags.output === 'junit' ? [formatJunitSuites([...caseSuites(cases), ...plainSuites(outcomes)])] : text(),
  );
  return [...cases, ...outcomes].every(({ failures }) => failures.length === 0) ? 0 : 1;

  function* text(): Generator<string> {
    const palette = paletteFor(flags);
    const isShown = ({ failures }: { failures: readonly string[] }) =>
      flags.verbose === true || failures.length > 0;
    for (const outcome of cases.filter(isShown)) yield `${formatCaseOutcome(outcome)}\n`;
    for (const outcome of outcomes.filter(isShown)) yield* formatPlainOutcome(outcome, palette);
    for (const name of plain?.untested ?? [])
      yield `${palette.medium('untested')}  policy ${name} has no expected results: write them beside it, in NAME.test.yaml\n`;
    const failed = [...cases, ...outcomes].filter(({ failures }) => failures.length > 0).length;
    const controls = new Set(cases.map(({ control }) => control)).size;
    const counts = [
      `${cases.length + outcomes.length - failed} passed, ${failed} failed`,
      ...(cases.length > 0 ? [counted(controls, 'control')] : []),
      ...(plain !== undefined && plain.policies > 0 ? [counted(plain.policies, 'policy', 'policies')] : []),
    ].join(', ');
    yield `${failed === 0 ? palette.good(counts) : palette.critical(counts)}\n`;
  }
}

function testControls(folder: string | undefined): CaseOutcome[] {
  const policies = folder === undefined ? [] : [folder];
  const { catalogue } = loadControls(noConfig, { policies }, { cases: true });
  return testCatalogue(
    catalogue,
    folder === undefined ? undefined : ownControls(catalogue, folder),
    connectAnswers,
  );
}

/** A user's folder may map to shipped frameworks and must not take a shipped id, so it is loaded beside the catalogue. */
function ownControls(catalogue: Catalogue, folder: string): string[] {
  const shipped = new Set(catalogueDocuments({ cases: false }).map(({ file }) => file));
  const own = catalogue.controls.filter(({ file }) => !shipped.has(file)).map(({ id }) => id);
  if (own.length === 0) {
    throw new CliError(
      'nothing-to-judge',
      `There is no control in "${folder}", so nothing was tested`,
      'Frameworks and providers have no cases of their own.',
    );
  }
  return own;
}

interface PlainResult {
  readonly outcomes: readonly PolicyTestOutcome[];
  readonly problems: readonly AdmissionProblem[];
  readonly policies: number;
  /** Names of policies that nothing is expected of. */
  readonly untested: readonly string[];
}

function testPlain({ documents, tests }: PlainPolicies, flags: TestFlags): PlainResult {
  const { minor } = kubernetesVersion(flags) ?? newestKnownVersion;
  const set = readPolicies(documents, minor);
  const broken = set.problems.filter(({ severity }) => severity === 'error');
  if (broken.length > 0) return { outcomes: [], problems: broken, policies: 0, untested: [] };
  const problems = new ProblemList();
  const read = tests.flatMap((document) =>
    readPolicyTests(document, set, (file) => objectsOf(document.file, file), problems),
  );
  const { given } = givenObjects(set.others, emptyCluster(minor));
  const outcomes = read.map((test) => runPlainTest(test, set, given, minor));
  const tested = new Set(read.flatMap(({ policies }) => policies.map(({ policy }) => policy.name)));
  return {
    outcomes,
    problems: [...problems.problems, ...expressionWarnings(set, minor)],
    policies: set.policies.size,
    untested: [...set.policies.keys()].filter((name) => !tested.has(name)).sort(),
  };
}

/** Relative to the file that names it. */
function objectsOf(testFile: string, file: string): readonly KubernetesObject[] | undefined {
  const whole = path.join(path.dirname(testFile), file);
  if (file === '' || !existsSync(whole)) return undefined;
  return readDocuments(whole).documents.map(({ content }) => content as KubernetesObject);
}

function caseSuites(cases: readonly CaseOutcome[]): JunitSuite[] {
  const suites = new Map<string, CaseOutcome[]>();
  for (const each of cases) suites.set(each.control, [...(suites.get(each.control) ?? []), each]);
  return [...suites].map(([name, own]) => ({
    name,
    cases: own.map(({ case: title, shape, failures, file }) => ({
      name: shape === '' ? title : `${title} as ${shape}`,
      file,
      status: failures.length === 0 ? ('passed' as const) : ('failure' as const),
      ...(failures.length > 0 && { summary: failures[0] ?? '', detail: failures.join('\n') }),
    })),
  }));
}
