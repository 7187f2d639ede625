import { describe, expect, test } from 'vitest';
import {
  deployment,
  head,
  hostPath,
  judged,
  privileged,
  sound,
  weak,
} from '../../../testkit/world/judged-world.ts';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import { liveCoverage, objectKey } from '../../cluster/index.ts';
import { analysisOf } from '../analysis.ts';
import { quietResults } from '../quiet-verdicts.ts';
import type { Result } from '../result.ts';
import { Judge, judge } from './judge.ts';

const opensThenFails = analysisOf([], function* ({ control, parameters }) {
  const subject = { group: '', kind: 'Service', namespace: 'shop', name: control.id };
  yield { verdict: 'fail', subject, detail: parameters['port'] ?? '', message: 'open' };
  throw new Error('no more');
});

const world = (mode: string) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels: { mode } },
});

describe('the run', () => {
  const since = privileged.replace('severity', "since: '1.36'\nseverity");

  test('outside its versions a control is not applicable', () => {
    const old = { version: { major: 1, minor: 35, gitVersion: 'v1.35.0', assumed: false } };
    const { results, counts } = judged([since], [deployment({ containers: [weak] })], { description: old });
    expect(results).toEqual([]);
    expect(counts.get('privileged')).toMatchObject({ fail: 0, 'not-applicable': 1 });
  });

  test('what passes may be taken together, and is then the same as one by one', () => {
    const objects = [
      deployment({ containers: [weak, { ...sound, name: 'b' }] }),
      deployment({ containers: [sound] }, 'web'),
    ];
    const { all, catalogue, world: cluster } = judged([privileged, hostPath], objects);
    const said: Result[] = [];
    const { counts } = judge(cluster, catalogue, {
      now: 0,
      onResult: (result) => said.push(result),
      onQuiet: (quiet) => said.push(...quietResults(quiet)),
    });
    const texts = (results: readonly Result[]) => results.map((result) => JSON.stringify(result)).sort();
    expect(texts(said)).toEqual(texts(all));
    expect(all.some(({ verdict }) => verdict === 'pass')).toBe(true);
    expect(counts).toEqual(judge(cluster, catalogue, { now: 0 }).counts);
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

  test('an analysis that says nothing is unknown about what it reads and could not be read', () => {
    const text = `${head('open-port')}analysis: ports\n`;
    const permission = { verbs: ['list'], apiGroup: '', resource: 'services' };
    const row = { group: '', version: 'v1', resource: 'services', kind: 'Service', namespaced: true };
    const denied = { ...row, state: 'denied' as const, permission, at: '', objects: 0 };
    const says = (state: 'denied' | 'read', reads: readonly string[]) =>
      judged([text], [], {
        analyses: {
          ports: analysisOf(
            reads.map((kind) => ({ group: '', kind })),
            () => [],
          ),
        },
        description: { coverage: liveCoverage([{ ...denied, state }], { complete: true, failedGroups: [] }) },
      }).results;
    expect(says('denied', ['Service', 'Pod'])).toMatchObject([
      {
        verdict: 'unknown',
        subject: { kind: 'Service', namespace: '', name: '' },
        unknown: { state: 'denied', permission },
      },
    ]);
    expect(says('denied', ['Pod'])).toEqual([]);
    expect(says('read', ['Service'])).toEqual([]);
  });

  test('an analysis finds, and passes nothing, while something that it reads could not be read', () => {
    const text = `${head('open-port')}analysis: ports\n`;
    const subject = (name: string) => ({ group: '', kind: 'Service', namespace: 'shop', name });
    const verdicts = (state: 'denied' | 'read' | 'not-connected') => {
      const row = { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true };
      const rows =
        state === 'not-connected'
          ? { resources: [], notConnected: [{ source: 'whole-cluster' as const, meaning: 'a folder' }] }
          : liveCoverage([{ ...row, state, at: '', objects: 0 }], { complete: true, failedGroups: [] });
      const seen: string[] = [];
      judged([text], [], {
        analyses: {
          ports: analysisOf([{ group: '', kind: 'Pod' }], () => [
            { verdict: 'pass', subject: subject('closed'), message: 'closed' },
            { verdict: 'not-applicable', subject: subject('none'), message: 'none' },
            { verdict: 'fail', subject: subject('open'), message: 'open' },
          ]),
        },
        description: { coverage: rows },
        onResult: ({ subject: { name }, verdict }) => void seen.push(`${name} ${verdict}`),
      });
      return seen;
    };
    expect(verdicts('read')).toEqual(['closed pass', 'none not-applicable', 'open fail']);
    expect(verdicts('denied')).toEqual(['closed unknown', 'none unknown', 'open fail', ' unknown']);
    // Part of a cluster is said once for the run.
    expect(verdicts('not-connected')).toEqual(['closed pass', 'none not-applicable', 'open fail']);
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
