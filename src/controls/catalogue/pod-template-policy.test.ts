import { toPlain } from '@plimsoll/cel';
import { expect, test } from 'vitest';
import { clusterObject, type KubernetesObject, podTemplatesOf } from '../../cluster/index.ts';
import { templateView } from '../judge/template-view.ts';
import { withoutNulls } from '../judge/without-nulls.ts';
import {
  expandPodTemplatePolicy,
  mostJudged,
  podTemplateKinds,
  podTemplateVariables,
  tooLarge,
} from './pod-template-policy.ts';
import { policyEnvironment } from './policy-environment.ts';

const podSpec = {
  containers: [{ name: 'app', securityContext: null }, { name: 'proxy' }],
  initContainers: [{ name: 'setup' }],
  ephemeralContainers: [{ name: 'debugger' }],
  volumes: [{ name: 'data', emptyDir: {} }],
};
const metadata = { name: 'x', namespace: 'shop' };
const templateMetadata = { labels: { app: 'x' }, annotations: { note: 'seen', gone: null } };

const specs: Record<string, object> = {
  Pod: podSpec,
  CronJob: { jobTemplate: { spec: { template: { metadata: templateMetadata, spec: podSpec } } } },
};

function objectOf({ group, kind }: { group: string; kind: string }, spec: object): KubernetesObject {
  const own = kind === 'Pod' ? { ...metadata, annotations: { note: 'seen' } } : metadata;
  return { apiVersion: group === '' ? 'v1' : `${group}/v1`, kind, metadata: own, spec };
}

/** The variables as the API server computes them: from their CEL text. */
function celVariables(object: unknown): Record<string, unknown> {
  const variables: Record<string, unknown> = {};
  for (const { name, expression } of podTemplateVariables) {
    variables[name] = policyEnvironment().compile(expression).evaluate({ object, variables });
  }
  return variables;
}

const cases = podTemplateKinds.flatMap(({ group, kind }) => [
  {
    kind,
    what: 'full',
    body: objectOf(
      { group, kind },
      specs[kind] ?? { template: { metadata: templateMetadata, spec: podSpec } },
    ),
  },
  ...(kind === 'Pod' || kind === 'CronJob'
    ? []
    : [
        {
          kind,
          what: 'bare',
          body: objectOf({ group, kind }, { template: { spec: { containers: [{ name: 'a' }] } } }),
        },
      ]),
]);

test.each(cases)('a scan gives a $what $kind the variables that the API server gives it', ({ body }) => {
  const [template] = podTemplatesOf(clusterObject(body));
  if (template === undefined) throw new Error('no template');
  const native = templateView(template).variables;
  const cel = celVariables(withoutNulls(body));
  expect(Object.keys(native).sort()).toEqual(podTemplateVariables.map(({ name }) => name).sort());
  expect(native).toEqual(toPlain(cel));
});

test.each([
  'nginx',
  'localhost:5000/app--x/y.z:1.4.2-rc.1_b7',
  `a@sha256:${'0'.repeat(64)}`,
  `a:${'1'.repeat(128)}`,
  `a:${'1'.repeat(129)}`,
  'a'.repeat(512),
  'a'.repeat(513),
  '[2001:db8::1]:5000/app',
  'a\n',
  'a:ü',
  '',
  '${IMAGE}',
  'REPLACE_ME',
])('the image %j is a reference in a scan when it is one on the API server', (image) => {
  const body = objectOf({ group: '', kind: 'Pod' }, { containers: [{ name: 'a', image }, { name: 'b' }] });
  const [template] = podTemplatesOf(clusterObject(body));
  if (template === undefined) throw new Error('no template');
  const { imageReferences } = celVariables(body);
  expect(templateView(template).variables['imageReferences']).toEqual(toPlain(imageReferences));
});

const many = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `n${index}` }));
const { containers: mostContainers, volumes: mostVolumes, entries: mostEntries } = mostJudged;

test.each([
  ['containers', { containers: many(mostContainers) }, false],
  ['containers', { containers: many(mostContainers + 1) }, true],
  ['containers', { initContainers: many(200), containers: many(mostContainers - 200) }, false],
  ['containers', { initContainers: many(200), containers: many(mostContainers - 199) }, true],
  ['containers', { containers: [{ name: 'a', env: many(mostEntries) }] }, false],
  ['containers', { containers: [{ name: 'a', env: many(mostEntries), args: ['x'] }] }, true],
  [
    'containers',
    { containers: [{ name: 'a', securityContext: { capabilities: { drop: many(mostEntries + 1) } } }] },
    true,
  ],
  ['volumes', { containers: [{ name: 'a' }], volumes: many(mostVolumes) }, false],
  ['volumes', { containers: [{ name: 'a' }], volumes: many(mostVolumes + 1) }, true],
])('%s beyond the limit are an error in a scan and on the API server: case %#', (name, spec, isError) => {
  const body = { apiVersion: 'v1', kind: 'Pod', metadata, spec } as KubernetesObject;
  const [template] = podTemplatesOf(clusterObject(body));
  if (template === undefined) throw new Error('no template');
  expect(templateView(template).broken).toBe(isError ? tooLarge : undefined);
  const source = podTemplateVariables.find((variable) => variable.name === name)?.expression ?? '';
  const evaluate = () =>
    policyEnvironment()
      .compile(source)
      .evaluate({ object: body, variables: { podSpec: spec } });
  if (isError) expect(evaluate).toThrow(`no such key: ${tooLarge}`);
  else expect(evaluate).not.toThrow();
});

test('the expanded policy matches every workload kind, and ephemeral containers through their sub-resource', () => {
  const { matchConstraints, variables } = expandPodTemplatePolicy({
    variables: [{ name: 'own', expression: 'variables.containers' }],
  });
  expect(matchConstraints?.resourceRules?.flatMap(({ resources }) => resources).sort()).toEqual([
    'cronjobs',
    'daemonsets',
    'deployments',
    'jobs',
    'pods',
    'pods/ephemeralcontainers',
    'replicasets',
    'replicationcontrollers',
    'statefulsets',
  ]);
  expect(variables?.map(({ name }) => name)).toEqual([
    'podSpec',
    'podMetadata',
    'podAnnotations',
    'containers',
    'imageReferences',
    'volumes',
    'own',
  ]);
});
