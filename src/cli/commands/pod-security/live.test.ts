import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { Check, Errors } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  kubeboxBinary,
  startTestCluster,
  type TestCluster,
  type TestUserName,
} from '../../../../testkit/index.ts';
import { type PodSecurityDocument, PodSecurityDocumentSchema } from '../../../posture/pod-security/index.ts';
import { plimsoll, type Run } from '../../e2e/run-plimsoll.ts';

const binary = await kubeboxBinary();
const demo = path.join(import.meta.dirname, '../../../../demo');

type Judgement = PodSecurityDocument['judgements'][number];
type Reference = Judgement['object'];
type Fields = Record<string, unknown>;

/** Where the API server keeps built-in objects with pod templates, and the way to the template. */
const places: Readonly<Record<string, { path: string; template: readonly string[] }>> = {
  Pod: { path: '/api/v1/namespaces/NS/pods', template: [] },
  ReplicationController: {
    path: '/api/v1/namespaces/NS/replicationcontrollers',
    template: ['spec', 'template'],
  },
  Deployment: { path: '/apis/apps/v1/namespaces/NS/deployments', template: ['spec', 'template'] },
  StatefulSet: { path: '/apis/apps/v1/namespaces/NS/statefulsets', template: ['spec', 'template'] },
  DaemonSet: { path: '/apis/apps/v1/namespaces/NS/daemonsets', template: ['spec', 'template'] },
  ReplicaSet: { path: '/apis/apps/v1/namespaces/NS/replicasets', template: ['spec', 'template'] },
  Job: { path: '/apis/batch/v1/namespaces/NS/jobs', template: ['spec', 'template'] },
  CronJob: {
    path: '/apis/batch/v1/namespaces/NS/cronjobs',
    template: ['spec', 'jobTemplate', 'spec', 'template'],
  },
};

// https://kubernetes.io/docs/concepts/security/pod-security-admission/
describe.skipIf(binary === undefined)('pod-security on a real cluster with the demo in it', () => {
  let cluster: TestCluster;
  let answer: PodSecurityDocument;
  beforeAll(async () => {
    cluster = await startTestCluster({
      controllerManager: true,
      scheduler: true,
      kwok: true,
      // Nobody answers the webhooks of the demo: they are stored, and not called.
      apiServerFlags: ['--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook'],
    });
    await cluster.apply(demoObjects(), { patienceMs: 6_000, onFailure: () => {} });
    await untilPodsRun();
    answer = documentOf(await run('reader', '-o', 'json'));
  }, 900_000);
  afterAll(() => cluster?.stop());

  async function run(user: TestUserName, ...args: string[]): Promise<Run> {
    return plimsoll(['pod-security', '--kubeconfig', await cluster.kubeconfig(user), ...args]);
  }

  async function untilPodsRun(): Promise<void> {
    const deadline = Date.now() + 60_000;
    let before = -1;
    for (;;) {
      const { body } = await cluster.request('GET', '/api/v1/pods');
      const running = (body as { items: { status: { phase?: string } }[] }).items.filter(
        ({ status }) => status.phase === 'Running',
      ).length;
      if (running > 50 && running === before) return;
      if (Date.now() > deadline) throw new Error(`only ${running} pods run after a minute`);
      before = running;
      await pause(1500);
    }
  }

  /** What the admission plug-in says to a pod made from a template, without making it. */
  async function isAllowed({ object }: Judgement): Promise<boolean | undefined> {
    const place = places[object.kind];
    if (place === undefined) return undefined;
    const pod = await podOf(object, place);
    if (pod === undefined) return undefined;
    const { status, body } = await cluster.request(
      'POST',
      `/api/v1/namespaces/${object.namespace}/pods?dryRun=All`,
      pod,
    );
    const { message = '' } = body as { message?: string };
    if (message.includes('violates PodSecurity')) return false;
    // The quota is asked after Pod Security.
    return status < 300 || message.includes('exceeded quota') ? true : undefined;
  }

  async function podOf(object: Reference, { path: collection, template }: (typeof places)[string]) {
    const url = `${collection.replace('NS', object.namespace)}/${object.name}`;
    const { status, body } = await cluster.request('GET', url);
    if (status !== 200) return undefined;
    const found = template.reduce<Fields>((value, step) => value[step] as Fields, body as Fields);
    const { annotations, labels } = (found['metadata'] ?? {}) as Fields;
    const spec = found['spec'] as Fields;
    const volumes = [...((spec['volumes'] ?? []) as Fields[]), ...claimedVolumes(body as Fields)];
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'proof', annotations, labels },
      spec: { ...spec, volumes, nodeName: undefined, restartPolicy: 'Never' },
    };
  }

  async function kubectl(...words: string[]): Promise<string> {
    const kubeconfig = await cluster.kubeconfig('admin');
    return execFileSync(binary ?? '', ['kubectl', '--kubeconfig', kubeconfig, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  test('is complete, in the published shape, and counts pods that run', async () => {
    expect([...Errors(PodSecurityDocumentSchema, answer)]).toEqual([]);
    expect(answer.gate).toMatchObject({ exitCode: 0, incomplete: false });
    expect(answer.clusters).toMatchObject([{ source: 'live', judgedVersion: 'v1.37', partial: false }]);
    expect(answer.judgements.filter(({ object }) => object.kind === 'Pod').length).toBeGreaterThan(50);
    const { namespaces } = answer.clusters[0] ?? { namespaces: [] };
    expect(namespaces.filter(({ meets }) => meets === null)).toEqual([]);
    expect(namespaces.find(({ name }) => name === 'kube-system')).toMatchObject({
      system: true,
      advice: { action: 'leave', command: null },
    });
  });

  test('a snapshot is told the same', async () => {
    const file = path.join(cluster.directory, 'demo.plimsoll');
    const kubeconfig = await cluster.kubeconfig('reader');
    expect((await plimsoll(['snapshot', '--kubeconfig', kubeconfig, '-o', file])).code).toBe(0);
    const told = documentOf(await plimsoll(['pod-security', file, '-o', 'json']));
    const shape = ({ clusters }: PodSecurityDocument) =>
      clusters[0]?.namespaces.map(({ advice, ...namespace }) => ({ ...namespace, action: advice.action }));
    expect(shape(told)).toEqual(shape(answer));
  });

  test('who may not read pods is promised nothing, and told what to ask for', async () => {
    const name = 'reads-deployments';
    const rbac = 'rbac.authorization.k8s.io';
    await cluster.apply([
      {
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRole',
        metadata: { name },
        rules: [
          { apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'list'] },
          { apiGroups: ['apps'], resources: ['*'], verbs: ['get', 'list'] },
        ],
      },
      {
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name },
        roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
        subjects: [{ kind: 'User', name: 'stranger', apiGroup: rbac }],
      },
    ]);
    const partial = documentOf(await run('stranger', '-o', 'json'));
    expect(partial.gate).toMatchObject({ exitCode: 3, incomplete: true });
    const namespaces = partial.clusters[0]?.namespaces ?? [];
    expect(namespaces.length).toBeGreaterThan(10);
    expect(namespaces.filter(({ atLeast }) => atLeast !== 'privileged')).toEqual([]);
    expect(namespaces.filter(({ advice }) => advice.action === 'raise')).toEqual([]);
    const argocd = namespaces.find(({ name }) => name === 'argocd');
    expect(argocd).toMatchObject({
      meets: null,
      atMost: 'restricted',
      advice: { action: 'read', command: null },
    });
    expect(argocd?.unknown.map(({ permission }) => permission?.resource)).toContain('pods');
  });

  test('a namespace that is not there is a mistake, not a clean answer', async () => {
    const run404 = await run('reader', '-n', 'shop-of-nobody');
    expect(run404.code).toBe(2);
    expect(run404.stderr).toContain('There is no namespace shop-of-nobody');
  });

  test('commands that it calls safe refuse nothing that runs', async () => {
    const safe = (answer.clusters[0]?.namespaces ?? []).filter(({ advice }) => advice.action === 'raise');
    expect(safe.length).toBeGreaterThan(2);
    for (const { name, advice } of safe) {
      const [tool, ...words] = advice.command?.split(' ') ?? [];
      expect(tool).toBe('kubectl');
      const given = await kubectl(...words);
      expect(given).toContain(`namespace/${name} labeled`);
      const templates = answer.judgements.filter(
        ({ namespace, level }) => namespace === name && level === 'baseline',
      );
      for (const template of templates)
        expect([name, template.object, await isAllowed(template)]).not.toEqual([
          name,
          template.object,
          false,
        ]);
    }
    const after = documentOf(await run('reader', '-o', 'json'));
    const left = after.clusters[0]?.namespaces.filter(
      ({ name, advice }) =>
        safe.some((each) => each.name === name) && ['raise', 'mend'].includes(advice.action),
    );
    expect(left).toEqual([]);
  });

  test('every template is refused under a level exactly when it said so', async () => {
    const namespaces = answer.clusters[0]?.namespaces ?? [];
    const outcomes = { allowed: 0, refused: 0, skipped: 0 };
    const different: unknown[] = [];
    const skipped = new Set<string>();
    for (const { name } of namespaces) {
      for (const level of ['baseline', 'restricted'] as const) {
        const label = `pod-security.kubernetes.io/enforce=${level}`;
        const version = 'pod-security.kubernetes.io/enforce-version=v1.37';
        await kubectl('label', '--overwrite', 'namespace', name, label, version);
        for (const judgement of answer.judgements.filter(
          (each) => each.namespace === name && each.level === level,
        )) {
          const allowed = await isAllowed(judgement);
          if (allowed === undefined) skipped.add(`${judgement.object.kind} ${name}/${judgement.object.name}`);
          outcomes[allowed === undefined ? 'skipped' : allowed ? 'allowed' : 'refused'] += 1;
          if (allowed !== undefined && allowed !== judgement.allowed) different.push([level, judgement]);
        }
      }
    }
    process.stdout.write(
      `Pod Security asked for real: ${outcomes.allowed} allowed, ${outcomes.refused} refused\n`,
    );
    expect(different).toEqual([]);
    expect(outcomes.allowed).toBeGreaterThan(100);
    expect(outcomes.refused).toBeGreaterThan(100);
    expect([...skipped]).toEqual([]);
  }, 120_000);

  test('a namespace that enforces more than its workloads meet is the first thing told', async () => {
    const told = await run('reader', '-n', 'fulfilment');
    expect(told.code).toBe(1);
    expect(told.stdout).toContain('refuses workloads of its own');
    expect(told.stdout).toMatch(/1 {2}Mend \d workloads/);
    expect(told.stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
  });
});

function documentOf({ stdout, stderr }: Run): PodSecurityDocument {
  const content: unknown = JSON.parse(stdout === '' ? `{"stderr": ${JSON.stringify(stderr)}}` : stdout);
  if (Check(PodSecurityDocumentSchema, content)) return content;
  throw new Error(
    `${stderr}\n${JSON.stringify([...Errors(PodSecurityDocumentSchema, content)].slice(0, 3))}`,
  );
}

/** Volumes that the controller of a StatefulSet adds to its pods. */
function claimedVolumes({ spec }: Fields): Fields[] {
  const { volumeClaimTemplates = [] } = spec as { volumeClaimTemplates?: { metadata: { name: string } }[] };
  return volumeClaimTemplates.map(({ metadata: { name } }) => ({
    name,
    persistentVolumeClaim: { claimName: name },
  }));
}

/** Objects as a person would apply them: without what the server or a controller writes. */
function demoObjects(): object[] {
  return readdirSync(demo, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .flatMap((name) => loadAll(readFileSync(path.join(demo, name), 'utf8'), { schema: CORE_SCHEMA }))
    .flatMap((document) => {
      const { metadata, status: _, ...rest } = (document ?? {}) as Fields & { metadata?: Fields };
      if (metadata === undefined || metadata['ownerReferences'] !== undefined) return [];
      const { managedFields: _m, uid: _u, resourceVersion: _r, creationTimestamp: _c, ...kept } = metadata;
      return { ...rest, metadata: kept };
    });
}
