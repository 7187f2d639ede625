import { describe, expect, test } from 'vitest';
import { documentsOf } from '../../../testkit/catalogue/read-catalogue.ts';
import { deployment, head, judged, owned, sound, weak } from '../../../testkit/world/judged-world.ts';
import { type KubernetesObject, podTemplatesOf } from '../../cluster/index.ts';
import { loadCatalogue } from '../catalogue/load-catalogue.ts';
import { Judge } from './judge.ts';
import { PodTemplateJudge } from './pod-template-judge.ts';

const byVersion = `${head('by-version')}appliesTo: pod-templates
subject: pod
parameters: [{name: kubernetesMinor, type: integer, description: Version., default: 37}]
policy:
  validations:
    - {expression: 'int(params.data.kubernetesMinor) >= 30', message: too old}
`;
const from36 = `${head('from-36')}appliesTo: pod-templates
subject: container
since: '1.36'
policy:
  validations:
    - {expression: 'variables.containers.all(c, !c.?securityContext.?privileged.orValue(false))', message: privileged}
evidence: {field: securityContext.privileged, expected: false or unset}
fix: {at: container, set: {securityContext.privileged: null}}
`;
const version = (minor: number) => ({
  version: { major: 1, minor, gitVersion: `v1.${minor}.0`, assumed: false },
});

describe('rules that differ by version', () => {
  const verdicts = (minor: number, parameters = {}) =>
    judged([byVersion], [deployment({ containers: [sound] })], { description: version(minor), parameters })
      .results.length;

  test('are judged for the version of the cluster, unless someone says another', () => {
    expect(verdicts(29)).toBe(1);
    expect(verdicts(30)).toBe(0);
    expect(verdicts(29, { 'by-version': { kubernetesMinor: '30' } })).toBe(0);
  });

  test('a judge that remembers follows an upgrade of the cluster', () => {
    const old = judged([byVersion], [deployment({ containers: [sound] })], { description: version(29) });
    const upgraded = judged([byVersion], [deployment({ containers: [sound] })], { description: version(30) });
    const remembering = new Judge(old.catalogue, { now: 0 });
    expect(remembering.judge(old.world).results).toHaveLength(1);
    expect(remembering.judge(upgraded.world).results).toHaveLength(0);
    expect(remembering.judge(old.world).results).toHaveLength(1);
  });
});

describe('templates one by one', () => {
  const api = deployment({ containers: [sound] });
  const pod = owned('Pod', 'api-1', api, { containers: [sound, { ...weak, name: 'injected' }] });
  const { world } = judged([from36], [api, pod]);
  const judgeAt = (minor: number) =>
    new PodTemplateJudge(loadCatalogue(documentsOf('controls/from-36.yaml', from36), { cases: false }), {
      minor,
    });
  const findings = (minor: number) =>
    [...world.objects()].flatMap((object) =>
      podTemplatesOf(object).map((template) => [object.name, judgeAt(minor).judge(template, world)] as const),
    );

  test('what was injected into a Pod is said of the Pod, and not of what made it', () => {
    expect(findings(36)).toMatchObject([
      [
        'api-1',
        [
          {
            verdict: 'fail',
            container: { name: 'injected' },
            evidence: [{ path: 'spec.containers[1].securityContext.privileged', value: 'true' }],
            fix: { object: { kind: 'Pod', name: 'api-1' } },
          },
        ],
      ],
      ['api', []],
    ]);
  });

  test('a control outside the version says nothing', () => {
    expect(findings(35).flatMap(([, found]) => found)).toEqual([]);
  });
});

describe('containers in a field of their own', () => {
  const byName = `${head('by-name')}appliesTo: pod-templates
subject: container
policy:
  validations:
    - {expression: "variables.containers.all(c, c.name == 'allowed' || !c.?tty.orValue(false))", message: terminal}
evidence: {field: tty, expected: false or unset}
`;

  test('have the name of the field for rules that read the name which every container of a pod has', () => {
    const template = { name: 'main', script: { image: 'busybox:1.36', source: 'date', tty: true } };
    const workflow: KubernetesObject = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Workflow',
      metadata: { name: 'w', namespace: 'ci' },
      spec: { templates: [{ name: 'steps', steps: [] }, template] },
    };
    expect(judged([byName], [workflow]).results).toMatchObject([
      {
        verdict: 'fail',
        evidence: [{ path: 'spec.templates[1].script.tty' }],
      },
    ]);
  });
});
