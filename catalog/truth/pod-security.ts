import fc from 'fast-check';
import type { KubernetesObject } from '../../src/cluster/index.ts';
import type { Catalogue } from '../../src/controls/index.ts';
import type { TestCluster } from '../../testkit/index.ts';
import { eachOf } from './each-of.ts';
import { judgeObjects } from './judge-object.ts';
import { podArbitrary } from './pod-arbitrary.ts';

const levels = ['baseline', 'restricted'] as const;
type Level = (typeof levels)[number];
/** Versions at which a check changes, and their neighbours. */
const minors = [25, 27, 29, 30, 31, 32, 33, 34, 35, 36, 37];
const generated = Number(process.env['TRUTH_PODS'] ?? 400);

/** What the admission plug-in says first about each check. */
const reasons: Readonly<Record<string, readonly string[]>> = {
  'allowPrivilegeEscalation != false': ['allowPrivilegeEscalation'],
  'forbidden AppArmor profile': ['appArmorProfile'],
  'forbidden AppArmor profiles': ['appArmorProfile'],
  'forbidden sysctls': ['sysctls'],
  'host namespaces': ['hostNamespaces'],
  hostPort: ['hostPorts'],
  hostProcess: ['windowsHostProcess'],
  'hostPath volumes': ['hostPathVolumes'],
  'non-default capabilities': ['capabilities_baseline'],
  privileged: ['privileged'],
  'probe or lifecycle host': ['hostProbesAndHostLifecycle'],
  procMount: ['procMount', 'procMount_restricted'],
  'restricted volume types': ['restrictedVolumes'],
  'runAsNonRoot != true': ['runAsNonRoot'],
  'runAsUser=0': ['runAsUser'],
  seLinuxOptions: ['seLinuxOptions'],
  seccompProfile: ['seccompProfile_baseline', 'seccompProfile_restricted'],
  'unrestricted capabilities': ['capabilities_restricted'],
};

interface PodQuestion {
  readonly pod: KubernetesObject;
  readonly level: Level;
  readonly minor: number;
}

/**
 * Asks the PodSecurity admission plug-in about every pod of the cases and some hundreds of generated ones, at changing
 * levels and versions, and compares the violated checks with the controls that fail.
 * @returns one sentence for each difference
 */
export async function comparePodSecurity(cluster: TestCluster, catalogue: Catalogue): Promise<string[]> {
  await cluster.apply([
    namespace('truth-privileged', {}),
    ...levels.flatMap((level) =>
      minors.map((minor) =>
        namespace(namespaceOf(level, minor), {
          'pod-security.kubernetes.io/enforce': level,
          'pod-security.kubernetes.io/enforce-version': `v1.${minor}`,
        }),
      ),
    ),
  ]);
  const seed = Number(process.env['TRUTH_SEED'] ?? Date.now() % 1_000_000);
  const pods = [...podsOfCases(catalogue), ...podsOf(seed)];
  const questions = pods.flatMap((pod, index) =>
    levels.map((level, offset) => ({
      pod,
      level,
      minor: minors[(index + offset * 5) % minors.length] ?? 37,
    })),
  );
  const outcomes = await eachOf(questions, (question) => compare(cluster, catalogue, question));
  const valid = outcomes.filter((outcome) => outcome.valid);
  const refused = valid.filter((outcome) => outcome.refused).length;
  process.stdout.write(
    `Pod Security, seed ${seed} (TRUTH_SEED): ${valid.length} of ${questions.length} questions valid, ${refused} refused\n`,
  );
  if (valid.length < questions.length / 2)
    return ['more than half of the pods are invalid: the generator is wrong'];
  if (refused === 0 || refused === valid.length)
    return ['the plug-in said the same to every pod: nothing was compared'];
  return valid.flatMap(({ difference }) => difference ?? []);
}

interface Outcome {
  readonly valid: boolean;
  readonly refused: boolean;
  readonly difference?: string;
}

async function compare(cluster: TestCluster, catalogue: Catalogue, question: PodQuestion): Promise<Outcome> {
  const { pod, level, minor } = question;
  const admitted = await create(cluster, 'truth-privileged', pod);
  if (admitted.status >= 300) return { valid: false, refused: false };
  const answer = await create(cluster, namespaceOf(level, minor), pod);
  const { message = '' } = answer.body as { message?: string };
  const refused = answer.status === 403 && message.includes('violates PodSecurity');
  if (answer.status >= 300 && !refused)
    return { valid: true, refused, difference: `unexpected answer: ${message}` };
  const theirs = violatedReasons(message);
  const { status: _, ...defaulted } = admitted.body as KubernetesObject;
  const ours = failedReasons(catalogue, { ...question, pod: defaulted });
  const raw = failedReasons(catalogue, question);
  const agree = theirs.join() === ours.join() && raw.length > 0 === refused;
  if (agree) return { valid: true, refused };
  const difference = `${level} v1.${minor}: the server says [${theirs.join(', ')}], we say [${ours.join(', ')}], of the manifest [${raw.join(', ')}]: ${JSON.stringify(pod)}`;
  return { valid: true, refused, difference };
}

function create(cluster: TestCluster, namespace: string, pod: KubernetesObject) {
  const body = { ...pod, metadata: { ...pod.metadata, namespace } };
  return cluster.request('POST', `/api/v1/namespaces/${namespace}/pods?dryRun=All`, body);
}

/** `violates PodSecurity "restricted:v1.37": privileged (container "app" must …), hostPort (…)` */
function violatedReasons(message: string): string[] {
  const detail = message.slice(message.indexOf('violates PodSecurity'));
  return Object.keys(reasons)
    .filter((reason) => detail.includes(`: ${reason} (`) || detail.includes(`, ${reason} (`))
    .map((reason) => reason.replace('profiles', 'profile'))
    .sort();
}

/** The same words for the controls that fail. */
function failedReasons(catalogue: Catalogue, { pod, level, minor }: PodQuestion): string[] {
  const controls = controlsOf(catalogue, level, minor);
  const parameters = Object.fromEntries(
    [...controls.keys()]
      .filter((id) => catalogue.control(id)?.parameters.some(({ name }) => name === 'kubernetesMinor'))
      .map((id) => [id, { kubernetesMinor: String(minor) }]),
  );
  const results = judgeObjects(catalogue, {
    objects: [pod],
    controls: new Set(controls.keys()),
    parameters,
    minor,
  });
  const checks = results
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ control }) => controls.get(control) ?? '');
  const words = Object.entries(reasons).filter(([, ids]) => ids.some((id) => checks.includes(id)));
  return [...new Set(words.map(([reason]) => reason.replace('profiles', 'profile')))].sort();
}

/**
 * Control id to check id, of a level at a version. From 1.35 Restricted has a procMount check of its own; before, that
 * of Baseline is part of it.
 */
function controlsOf(catalogue: Catalogue, level: Level, minor: number): Map<string, string> {
  const framework = catalogue.frameworks.find(({ id }) => id === `pod-security-${level}`);
  const found = new Map(
    (framework?.requirements ?? []).flatMap(({ id, controls }) =>
      controls.map((control) => [control, id] as const),
    ),
  );
  if (level === 'restricted' && minor < 35) {
    const baseline = catalogue.frameworks.find(({ id }) => id === 'pod-security-baseline');
    const procMount = baseline?.requirements.find(({ id }) => id === 'procMount');
    for (const control of procMount?.controls ?? []) found.set(control, 'procMount');
  }
  return found;
}

function podsOfCases(catalogue: Catalogue): KubernetesObject[] {
  const pods: KubernetesObject[] = [];
  for (const cases of catalogue.cases.values()) {
    for (const { worlds } of cases) {
      for (const object of worlds.flatMap(({ objects }) => objects)) {
        const spec = object['spec'] as { ephemeralContainers?: unknown } | undefined;
        if (object.kind === 'Pod' && spec?.ephemeralContainers === undefined)
          pods.push(withoutAccount(object));
      }
    }
  }
  return pods;
}

/** Which service account a pod uses has no part in Pod Security, and not every namespace has it. */
function withoutAccount(pod: KubernetesObject): KubernetesObject {
  const { serviceAccountName: _, serviceAccount: __, ...spec } = pod['spec'] as Record<string, unknown>;
  return { ...pod, spec };
}

function podsOf(seed: number): KubernetesObject[] {
  return fc.sample(podArbitrary, { numRuns: generated, seed }).map(({ spec, annotations }, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `generated-${index}`, ...(annotations === undefined ? {} : { annotations }) },
    spec,
  }));
}

function namespaceOf(level: Level, minor: number): string {
  return `truth-${level}-${minor}`;
}

function namespace(name: string, labels: object) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}
