import { describe, expect, test } from 'vitest';
import { documentsOf } from '../../../bench/controls/read-catalogue.ts';
import { clusterOf } from '../../../bench/controls/synthetic-cluster.ts';
import { type ClusterDescription, type KubernetesObject, objectKey } from '../../cluster/index.ts';
import type { Analysis } from '../analysis.ts';
import { loadCatalogue } from '../catalogue/load-catalogue.ts';
import { applyPatch } from '../json-patch.ts';
import type { Result } from '../result.ts';
import { Judge, type JudgeOptions, judge } from './judge.ts';

const head = (id: string) => `id: ${id}
title: ${id}
severity: high
area: runtime
refs: []
why: It is a test.
references: [https://kubernetes.io/]
remediation: {summary: Change it.}
`;

const privileged = `${head('privileged')}appliesTo: pod-templates
subject: container
policy:
  validations:
    - {expression: 'variables.containers.all(c, !c.?securityContext.?privileged.orValue(false))', message: privileged}
finding: '{container} of {object} is privileged.'
evidence: {field: securityContext.privileged, expected: false or unset}
fix: {at: container, set: {securityContext.privileged: null}}
`;

const hostPath = `${head('host-path')}appliesTo: pod-templates
subject: pod
policy:
  validations:
    - {expression: 'variables.podSpec.?volumes.orValue([]).all(v, !has(v.hostPath))', message: host path}
finding: 'Volume {details} shows {value}.'
evidence: {field: 'volumes[].hostPath.path', expected: no hostPath, each: true}
`;

const role = `${head('wildcard')}subject: object
policy:
  matchConstraints:
    resourceRules:
      - {apiGroups: [rbac.authorization.k8s.io], apiVersions: ['*'], operations: [CREATE], resources: [roles]}
  matchConditions: [{name: not-system, expression: "!object.metadata.name.startsWith('system:')"}]
  validations:
    - {expression: "object.?rules.orValue([]).all(r, !('*' in r.verbs))", message: every verb}
evidence: {field: 'rules[].verbs', expected: named verbs}
`;

const labelled = `${head('labelled')}subject: object
policy:
  matchConstraints:
    resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: ['*'], resources: [services]}]
  validations:
    - {expression: "has(namespaceObject.metadata.labels) && 'team' in namespaceObject.metadata.labels", message: no team}
`;

function judged(
  controls: readonly string[],
  objects: readonly KubernetesObject[],
  options: Partial<JudgeOptions> & {
    description?: Partial<ClusterDescription>;
    analyses?: Record<string, Analysis>;
    providers?: string;
  } = {},
) {
  const texts = controls.map((text) => [`controls/${/^id: (\S+)/.exec(text)?.[1]}.yaml`, text] as const);
  const documents = texts.flatMap(([file, text]) => documentsOf(file, text));
  if (options.providers !== undefined)
    documents.push(...documentsOf('providers/test.yaml', options.providers));
  const catalogue = loadCatalogue(documents, { cases: false, analyses: options.analyses ?? {} });
  const cluster = clusterOf(objects, options.description);
  const all: Result[] = [];
  const judgement = judge(cluster, catalogue, { now: 0, onResult: (result) => all.push(result), ...options });
  return { ...judgement, all, catalogue, world: cluster };
}

const weak = { name: 'app', image: 'app', securityContext: { privileged: true } };
const sound = { name: 'app', image: 'app' };

function deployment(spec: object, name = 'api'): KubernetesObject {
  const metadata = { name, namespace: 'shop', uid: `d-${name}` };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template: { spec } } };
}

function owned(
  kind: 'ReplicaSet' | 'Pod',
  name: string,
  owner: KubernetesObject,
  spec: object,
): KubernetesObject {
  const { apiVersion, metadata } = owner;
  const ownerReferences = [
    { apiVersion, kind: owner.kind, name: metadata.name, uid: metadata.uid ?? '', controller: true },
  ];
  return {
    apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop', uid: `u-${name}`, ownerReferences },
    spec: kind === 'Pod' ? spec : { replicas: 1, template: { spec } },
  };
}

describe('one finding per owner workload and container', () => {
  test('init and ephemeral containers count, and the others pass', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        containers: [sound],
        initContainers: [{ ...weak, name: 'setup' }],
        ephemeralContainers: [{ ...weak, name: 'debug' }],
      },
    };
    const { results, counts } = judged([privileged], [pod]);
    expect(results.map(({ subject }) => [subject.container, subject.containerType])).toEqual([
      ['setup', 'initContainer'],
      ['debug', 'ephemeralContainer'],
    ]);
    expect(results.map(({ message }) => message)).toEqual([
      'Init container setup of Pod shop/web is privileged.',
      'Ephemeral container debug of Pod shop/web is privileged.',
    ]);
    expect(results[1]?.evidence).toEqual([
      {
        path: 'spec.ephemeralContainers[0].securityContext.privileged',
        value: 'true',
        expected: 'false or unset',
      },
    ]);
    expect(counts.get('privileged')).toMatchObject({ fail: 2, pass: 1, unknown: 0 });
  });

  test('ReplicaSets and Pods fold into their Deployment, and what a webhook injected is seen in the Pod', () => {
    const top = deployment({ containers: [weak] });
    const set = owned('ReplicaSet', 'api-1', top, { containers: [weak] });
    const pods = ['a', 'b'].map((name) =>
      owned('Pod', `api-1-${name}`, set, { containers: [weak, { ...weak, name: 'mesh' }], nodeName: name }),
    );
    const { results, counts } = judged([privileged], [top, set, ...pods]);
    expect(results.map(({ subject }) => `${subject.kind}/${subject.name}/${subject.container}`)).toEqual([
      'Deployment/api/app',
      'Deployment/api/mesh',
    ]);
    expect(results[0]?.evidence[0]?.object).toBeUndefined();
    expect(results[0]?.fix?.patch).toEqual([
      { op: 'remove', path: '/spec/template/spec/containers/0/securityContext/privileged' },
    ]);
    expect(results[1]?.evidence[0]?.object).toEqual({
      group: '',
      kind: 'Pod',
      namespace: 'shop',
      name: 'api-1-a',
    });
    expect(results[1]?.fix).toBeUndefined();
    expect(counts.get('privileged')).toMatchObject({ fail: 2, pass: 0 });
  });

  test('a ReplicaSet kept for rollback is not judged, and neither is a Pod that has ended', () => {
    const top = deployment({ containers: [sound] });
    const old = owned('ReplicaSet', 'api-0', top, { containers: [weak] });
    const idle = { ...old, spec: { ...(old['spec'] as object), replicas: 0 } };
    const set = owned('ReplicaSet', 'api-1', top, { containers: [sound] });
    const ended = { ...owned('Pod', 'api-1-x', set, { containers: [weak] }), status: { phase: 'Succeeded' } };
    expect(judged([privileged], [top, idle, set, ended]).results).toEqual([]);
    expect(judged([privileged], [top, old]).results).toHaveLength(1);
  });

  test('the finding has the same id as chart, live object and Pod of it; instances differ by cluster', () => {
    const top = deployment({ containers: [weak] });
    const set = owned('ReplicaSet', 'api-1', top, { containers: [weak] });
    const chart = judged([privileged], [top]).results[0];
    const live = judged([privileged], [top, set], {
      description: { identity: { id: 'uid-1', name: 'prod' } },
    }).results[0];
    expect(live?.objectId).toBe(chart?.objectId);
    expect(live?.instanceId).not.toBe(chart?.instanceId);
  });

  test('with `each` every failing element is a finding of its own', () => {
    const volumes = [
      { name: 'log', hostPath: { path: '/var/log' } },
      { name: 'tmp', emptyDir: {} },
      { name: 'run', hostPath: { path: '/run' } },
    ];
    const { results, counts } = judged([hostPath], [deployment({ containers: [sound], volumes })]);
    expect(results.map(({ message }) => message)).toEqual([
      'Volume log shows /var/log.',
      'Volume run shows /run.',
    ]);
    expect(results.map(({ evidence }) => evidence[0]?.path)).toEqual([
      'spec.template.spec.volumes[0].hostPath.path',
      'spec.template.spec.volumes[2].hostPath.path',
    ]);
    expect(new Set(results.map(({ objectId }) => objectId)).size).toBe(2);
    expect(counts.get('host-path')).toMatchObject({ fail: 2, pass: 0 });
  });

  test('a control without an evidence field points to what its rule looked at', () => {
    const evidence = (expression: string, container: object) => {
      const text = privileged
        .replace(/^evidence.*\n/m, '')
        .replace(/^fix.*\n/m, '')
        .replace('!c.?securityContext.?privileged.orValue(false)', expression);
      const { results } = judged([text], [deployment({ containers: [{ ...sound, ...container }] })]);
      return results[0]?.evidence.map(({ path, value }) => [
        path.replace('spec.template.spec.containers[0].', ''),
        value,
      ]);
    };
    expect(
      evidence('!c.?args.orValue([]).exists(a, a == "--debug")', { args: ['--fast', '--debug'] }),
    ).toEqual([['args[1]', '"--debug"']]);
    expect(
      evidence('!c.?ports.orValue([]).exists(p, p.?hostPort.orValue(0) > 0)', {
        ports: [{}, { hostPort: 80 }],
      }),
    ).toEqual([['ports[1]', '{"hostPort":80}']]);
    expect(
      evidence('(c.?command.orValue([]) + c.?args.orValue([])).size() == 0', { command: ['sh'] }),
    ).toEqual([['command', '["sh"]']]);
    expect(evidence('has(c.livenessProbe)', {})).toEqual([['livenessProbe', undefined]]);
  });

  test('a custom kind is judged by each of its templates', () => {
    const group = (container: object) => ({ template: { spec: { containers: [container] } } });
    const ray = {
      apiVersion: 'ray.io/v1',
      kind: 'RayCluster',
      metadata: { name: 'train', namespace: 'ml' },
      spec: { headGroupSpec: group(sound), workerGroupSpecs: [group(weak)] },
    };
    const { results } = judged([privileged], [ray]);
    expect(results.map(({ evidence }) => evidence[0]?.path)).toEqual([
      'spec.workerGroupSpecs[0].template.spec.containers[0].securityContext.privileged',
    ]);
  });

  test('its fix cures it, also where a null stands in the way', () => {
    const top = deployment({
      containers: [
        { ...sound, securityContext: null },
        { ...weak, name: 'b' },
      ],
      volumes: null,
    });
    const { results } = judged([privileged], [top]);
    expect(results).toHaveLength(1);
    const cured = applyPatch(top, results[0]?.fix?.patch ?? []);
    expect(judged([privileged], [cured]).counts.get('privileged')).toMatchObject({ fail: 0, pass: 2 });
  });
});

describe('objects by matchConstraints', () => {
  const roleNamed = (name: string, verbs: readonly string[]): KubernetesObject => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name, namespace: 'shop' },
    rules: [
      { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods'], verbs },
    ],
  });

  test('only matching kinds are judged, and a match condition that is false means not applicable', () => {
    const other = { ...roleNamed('other', ['*']), kind: 'ClusterRole' };
    const { results, counts } = judged(
      [role],
      [roleNamed('a', ['*']), roleNamed('b', ['get']), roleNamed('system:x', ['*']), other],
    );
    expect(results.map(({ subject }) => subject.name)).toEqual(['a']);
    expect(results[0]?.evidence).toEqual([
      { path: 'rules[1].verbs', value: '["*"]', expected: 'named verbs' },
    ]);
    expect(counts.get('wildcard')).toMatchObject({ fail: 1, pass: 1, 'not-applicable': 1 });
  });

  test('an expression that fails at run time is unknown, never a pass', () => {
    const broken = { ...roleNamed('a', []), rules: [{ resources: ['pods'] }] };
    const { results, counts } = judged([role], [broken]);
    expect(results).toEqual([
      expect.objectContaining({ verdict: 'unknown', unknown: expect.objectContaining({ state: 'error' }) }),
    ]);
    expect(results[0]?.message).toMatch(/no such key: verbs.*would refuse it/);
    expect(counts.get('wildcard')).toMatchObject({ pass: 0, unknown: 1 });
  });

  test('an error of a variable counts only where the expression does not absorb it, as in the API server', () => {
    const withVariable = role
      .replace(
        '  validations:',
        "  variables: [{name: verbs, expression: 'object.rules[0].verbs'}]\n  validations:",
      )
      .replace("object.?rules.orValue([]).all(r, !('*' in r.verbs))", 'variables.verbs.size() > 0 || true');
    const broken = { ...roleNamed('a', []), rules: [{}] };
    expect(judged([withVariable], [broken]).counts.get('wildcard')).toMatchObject({ pass: 1, unknown: 0 });
  });

  test('an expression that costs more than the API server allows is unknown, and does not hang', () => {
    const rules = Array.from({ length: 150 }, () => ({
      apiGroups: [''],
      resources: ['pods'],
      verbs: ['get'],
    }));
    const nested = role.replace(
      "object.?rules.orValue([]).all(r, !('*' in r.verbs))",
      'object.rules.all(a, object.rules.all(b, object.rules.all(c, object.rules.all(d, a.verbs == d.verbs))))',
    );
    const { results } = judged([nested], [{ ...roleNamed('a', []), rules }]);
    expect(results[0]?.unknown).toMatchObject({
      state: 'error',
      message: expect.stringContaining('cost limit'),
    });
  });

  test('who sends the request is unknown in a scan', () => {
    const asks = role.replace(
      "object.?rules.orValue([]).all(r, !('*' in r.verbs))",
      "request.userInfo.username != 'x'",
    );
    const { results } = judged([asks], [roleNamed('a', [])]);
    expect(results[0]?.unknown?.state).toBe('not-connected');
  });

  test('a policy that matches only UPDATE sees the object as it was', () => {
    const update = role
      .replace('operations: [CREATE]', 'operations: [UPDATE]')
      .replace(
        "object.?rules.orValue([]).all(r, !('*' in r.verbs))",
        "oldObject == object && request.operation == 'UPDATE'",
      );
    expect(judged([update], [roleNamed('a', [])]).counts.get('wildcard')).toMatchObject({ pass: 1 });
  });
});

describe('unknown is never a pass', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {},
  };
  const namespace = (labels: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels },
  });

  test('a rule about the namespace needs the namespace', () => {
    expect(judged([labelled], [service, namespace({ team: 'a' })]).counts.get('labelled')).toMatchObject({
      pass: 1,
    });
    expect(judged([labelled], [service, namespace({})]).counts.get('labelled')).toMatchObject({ fail: 1 });
    const part = {
      coverage: { resources: [], notConnected: [{ source: 'whole-cluster' as const, meaning: 'a folder' }] },
    };
    expect(judged([labelled], [service], { description: part }).results[0]?.unknown?.state).toBe(
      'not-connected',
    );
  });

  test('a kind that could not be read is unknown with the permission that cures it', () => {
    const permission = { verbs: ['list'], apiGroup: 'apps', resource: 'daemonsets' };
    const row = {
      group: 'apps',
      version: 'v1',
      resource: 'daemonsets',
      kind: 'DaemonSet',
      namespaced: true,
      at: '',
      objects: 0,
    };
    const coverage = {
      resources: [{ ...row, state: 'denied' as const, reason: 'forbidden', permission }],
      notConnected: [],
    };
    const { results } = judged([privileged], [deployment({ containers: [sound] })], {
      description: { coverage },
    });
    expect(results).toEqual([
      expect.objectContaining({
        verdict: 'unknown',
        subject: { group: 'apps', kind: 'DaemonSet', namespace: '', name: '' },
        unknown: { state: 'denied', message: 'forbidden', permission },
      }),
    ]);
  });

  test('a folder that is not a whole cluster makes no row per control', () => {
    const coverage = {
      resources: [],
      notConnected: [{ source: 'whole-cluster' as const, meaning: 'a folder' }],
    };
    expect(
      judged([privileged, role], [deployment({ containers: [sound] })], { description: { coverage } })
        .results,
    ).toEqual([]);
  });

  test.each([[{ containers: 'app' }], [{ containers: ['app'] }], [{ containers: [] }], [{}]])(
    'a pod spec of %j does not pass',
    (spec) => {
      const { counts, results } = judged([privileged], [deployment(spec)]);
      expect(counts.get('privileged')).toMatchObject({ pass: 0, unknown: 1 });
      expect(results[0]?.unknown?.state).toBe('error');
    },
  );
});

describe('decisions of others', () => {
  const provider = `id: test
version: '1'
title: Test
workloads: [{namespace: shop, name: 'api*', images: ['registry.example/*'], reason: runs the network}]
`;
  const managed = { ...weak, image: 'registry.example/net:1' };

  test('a failure of a provider workload is provider-managed, with the reason and list version', () => {
    const { results } = judged([privileged], [deployment({ containers: [managed] })], {
      providers: provider,
    });
    expect(results).toEqual([
      expect.objectContaining({ verdict: 'provider-managed', reason: 'runs the network (test 1)' }),
    ]);
  });

  test('a foreign image under a provider name is judged like any other', () => {
    const { results } = judged(
      [privileged],
      [deployment({ containers: [managed, { ...weak, name: 'x' }] })],
      { providers: provider },
    );
    expect(results.map(({ verdict }) => verdict)).toEqual(['fail', 'fail']);
  });

  test('an exception in force makes it excepted, an expired one leaves it failed and says so', () => {
    const objects = [deployment({ containers: [weak] })];
    const objectId = judged([privileged], objects).results[0]?.objectId ?? '';
    const exception = { id: 'ex-1', owner: 'team', reason: 'needed', objectId };
    const inForce = judged([privileged], objects, {
      exceptions: [{ ...exception, expires: '2030-01-01T00:00:00Z' }],
    });
    expect(inForce.results[0]).toMatchObject({
      verdict: 'excepted',
      reason: expect.stringContaining('needed'),
    });
    expect(inForce.counts.get('privileged')).toMatchObject({ fail: 0, excepted: 1 });
    const expired = judged([privileged], objects, {
      exceptions: [{ ...exception, expires: '1960-01-01T00:00:00Z' }],
    });
    expect(expired.results[0]).toMatchObject({ verdict: 'fail', reason: expect.stringContaining('expired') });
  });
});

const opensThenFails: Analysis = function* ({ control, parameters }) {
  const subject = { group: '', kind: 'Service', namespace: 'shop', name: control.id };
  yield { verdict: 'fail', subject, detail: parameters['port'] ?? '', message: 'open' };
  throw new Error('no more');
};

describe('the run', () => {
  const since = privileged.replace('severity', "since: '1.36'\nseverity");

  test('outside its versions a control is not applicable', () => {
    const old = { version: { major: 1, minor: 35, gitVersion: 'v1.35.0', assumed: false } };
    const { results, counts } = judged([since], [deployment({ containers: [weak] })], { description: old });
    expect(results).toEqual([]);
    expect(counts.get('privileged')).toMatchObject({ fail: 0, 'not-applicable': 1 });
  });

  test('counts equal what was streamed, verdict by verdict', () => {
    const objects = [
      deployment({ containers: [weak, { ...sound, name: 'b' }] }),
      deployment({ containers: [sound] }, 'web'),
    ];
    const { all, counts } = judged([privileged, hostPath], objects);
    for (const [control, byVerdict] of counts) {
      const streamed = all.filter((result) => result.control === control);
      for (const [verdict, count] of Object.entries(byVerdict)) {
        expect(streamed.filter((result) => result.verdict === verdict)).toHaveLength(count);
      }
    }
    expect(all).toHaveLength(5);
  });

  test('one object is judged as in the whole, and an unchanged cluster gives equal results again', () => {
    const objects = [deployment({ containers: [weak] }), deployment({ containers: [sound] }, 'web')];
    const { catalogue, results, world } = judged([privileged, hostPath], objects);
    const once = new Judge(catalogue, { now: 0 });
    expect(once.judge(world).results).toEqual(results);
    expect(once.judge(world).results).toEqual(results);
    const key = objectKey({ group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'api' });
    expect(once.judgeObject(world, key)).toMatchObject({ subject: { name: 'api' }, results });
    expect(once.judgeObject(world, 'apps/Deployment/shop/gone')).toBeUndefined();
  });

  test('a fact of the namespace that changes is seen though the object did not change', () => {
    const onTemplates = privileged.replace(
      'variables.containers.all(c, !c.?securityContext.?privileged.orValue(false))',
      "namespaceObject.metadata.labels.mode != ''strict''",
    );
    const top = deployment({ containers: [sound] });
    const world = (mode: string) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop', labels: { mode } },
    });
    const { catalogue } = judged([onTemplates], []);
    const once = new Judge(catalogue, { now: 0 });
    expect(once.judge(clusterOf([top, world('free')])).results).toHaveLength(0);
    expect(once.judge(clusterOf([top, world('strict')])).results).toHaveLength(1);
  });

  test('an analysis yields drafts, and one that fails is unknown and loses nothing it said', () => {
    const text = `${head('open-port')}analysis: ports
parameters: [{name: port, type: integer, description: A port., default: 80}]
`;
    const { results } = judged([text], [], { analyses: { ports: opensThenFails } });
    expect(results.map(({ verdict, message }) => [verdict, message])).toEqual([
      ['fail', 'open'],
      ['unknown', 'The analysis ports failed: no more'],
    ]);
    const other = judged([text], [], {
      analyses: { ports: opensThenFails },
      parameters: { 'open-port': { port: '443' } },
    });
    expect(other.results[0]?.objectId).not.toBe(results[0]?.objectId);
  });

  test('a parameter given for the run replaces the default', () => {
    const text = privileged
      .replace(
        'appliesTo',
        'parameters: [{name: allowed, type: list, description: Names., default: [none]}]\nappliesTo',
      )
      .replace('!c.', "c.name in params.data.allowed.split(''\\n'') || !c.");
    const objects = [deployment({ containers: [weak] })];
    expect(judged([text], objects).results).toHaveLength(1);
    expect(
      judged([text], objects, { parameters: { privileged: { allowed: 'b\napp' } } }).results,
    ).toHaveLength(0);
  });

  test('evidence of a manifest has its position', () => {
    const { catalogue } = judged([privileged], []);
    const origin = {
      file: 'a.yaml',
      line: 1,
      column: 1,
      locate: (path: readonly (string | number)[]) => ({ file: 'a.yaml', line: path.length, column: 3 }),
    };
    const [result] = judge(clusterOf([deployment({ containers: [weak] })], {}, origin), catalogue, {
      now: 0,
    }).results;
    expect(result?.evidence[0]?.position).toEqual({ file: 'a.yaml', line: 7, column: 3 });
  });
});
