import { describe, expect, test } from 'vitest';
import {
  deployment,
  head,
  hostPath,
  judged,
  owned,
  privileged,
  sound,
  weak,
} from '../../../testkit/world/judged-world.ts';
import { applyPatch } from '../json-patch.ts';

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

const group = (container: object) => ({ template: { spec: { containers: [container] } } });

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

  test('Pods that differ only in their names are told apart by a rule that reads names', () => {
    const named = privileged.replace(
      'variables.containers.all(c, !c.?securityContext.?privileged.orValue(false))',
      'variables.podMetadata.?name.orValue("") != "api-1-b"',
    );
    const top = deployment({ containers: [sound] });
    const set = owned('ReplicaSet', 'api-1', top, { containers: [sound] });
    const pods = ['a', 'b'].map((name) => owned('Pod', `api-1-${name}`, set, { containers: [sound] }));
    const { results } = judged([named], [top, set, ...pods]);
    expect(results.map(({ evidence }) => evidence[0]?.object?.name)).toEqual(['api-1-b']);
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

  test('with `each` a condition beside the quantifier adds no finding that names nothing', () => {
    const ports = `${head('ports')}appliesTo: pod-templates
subject: container
policy:
  validations:
    - {expression: 'variables.containers.all(c, has(c.livenessProbe) || c.?ports.orValue([]).all(p, p.containerPort > 1024))', message: ports}
finding: 'Port {details} of {container}.'
evidence: {field: 'ports[]', expected: above 1024, each: true}
`;
    const container = {
      ...sound,
      ports: [{ containerPort: 80 }, { containerPort: 8080 }, { containerPort: 443 }],
    };
    const { results } = judged([ports], [deployment({ containers: [container] })]);
    expect(results.map(({ message }) => message)).toEqual([
      'Port 80 of container app.',
      'Port 443 of container app.',
    ]);
  });

  test('a control without an evidence field points to what its rule looked at', () => {
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
