import { describe, expect, test } from 'vitest';
import { deployment, hostPath, judged, privileged, weak } from '../../../testkit/world/judged-world.ts';

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
    const exception = { id: 'ex-1', owner: 'team', reason: 'needed', objectIds: [objectId] };
    const inForce = judged([privileged], objects, {
      exceptions: [{ ...exception, expires: '2030-01-01T00:00:00Z' }],
    });
    expect(inForce.results[0]).toMatchObject({
      verdict: 'excepted',
      reason: expect.stringContaining('needed'),
      exception: 'ex-1',
      exceptedBy: 'file',
    });
    expect(inForce.counts.get('privileged')).toMatchObject({ fail: 0, excepted: 1 });
    const expired = judged([privileged], objects, {
      exceptions: [{ ...exception, expires: '1960-01-01T00:00:00Z' }],
    });
    expect(expired.results[0]).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('expired'),
      exception: 'ex-1',
    });
  });

  test('an exception for something else at this place leaves it failed and says so', () => {
    const at = (path: string) => [
      deployment({ containers: [weak], volumes: [{ name: 'logs', hostPath: { path } }] }),
    ];
    const [was] = judged([hostPath], at('/var/log')).results;
    const exceptions = [
      {
        id: 'ex-1',
        owner: 'team',
        reason: 'needed',
        expires: '2030-01-01',
        objectIds: [was?.objectId ?? ''],
        contentDigests: { [was?.objectId ?? '']: [was?.contentDigest ?? ''] },
      },
    ];
    expect(judged([hostPath], at('/var/log'), { exceptions }).results).toMatchObject([
      { verdict: 'excepted' },
    ]);
    expect(judged([hostPath], at('/'), { exceptions }).results).toMatchObject([
      {
        verdict: 'fail',
        objectId: was?.objectId,
        exception: 'ex-1',
        exceptionState: 'changed',
        reason: expect.stringContaining('something else'),
      },
    ]);
  });

  test('what the catalogue excepts is told apart from what people except', () => {
    const [only] = judged([privileged], [deployment({ containers: [managed] })], {
      providers: provider.replace('reason:', 'controls: [privileged], reason:'),
    }).results;
    expect(only).toMatchObject({ verdict: 'excepted', exceptedBy: 'catalogue' });
    expect(only).not.toHaveProperty('exception');
  });
});
