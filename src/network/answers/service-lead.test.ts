import { describe, expect, test } from 'vitest';
import { namespace, pod, world } from '../../../testkit/network/small-world.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import type { Traffic } from '../question.ts';
import { serviceLead } from './service-lead.ts';

const tcp80: Traffic = { protocol: 'TCP', port: 80 };

function service(spec: object): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec };
}

const web = (name: string, number: number) =>
  pod(`shop/${name}`, { labels: { app: 'web' }, ports: [{ name: 'http', containerPort: number }] });

function lead(
  spec: object,
  objects: readonly KubernetesObject[] = [web('a', 8080), web('b', 9090)],
  traffic = tcp80,
) {
  const { engine } = world([namespace('shop'), service(spec), ...objects], 'generic');
  return serviceLead(engine, { namespace: 'shop', name: 'web' }, traffic);
}

const places = (found: ReturnType<typeof lead>) =>
  found?.backends.map(({ destination, traffic }) =>
    [
      destination.type === 'pod' ? destination.name : destination.address,
      'port' in traffic ? traffic.port : traffic.protocol,
    ].join(' '),
  );
const selector = { app: 'web' };

// https://kubernetes.io/docs/concepts/services-networking/service/
describe('where a Service leads', () => {
  test('SV-01, PO-10: to every pod that it selects, by the port of the pod; a named target is looked up in each', () => {
    expect(places(lead({ selector, ports: [{ port: 80, targetPort: 8000 }] }))).toEqual(['a 8000', 'b 8000']);
    expect(places(lead({ selector, ports: [{ port: 80, targetPort: 'http' }] }))).toEqual([
      'a 8080',
      'b 9090',
    ]);
    expect(places(lead({ selector, ports: [{ port: 80 }] }))).toEqual(['a 80', 'b 80']);
  });

  test('a port that it does not have, in this protocol, is refused', () => {
    expect(lead({ selector, ports: [{ port: 80, protocol: 'UDP' }] })).toMatchObject({
      backends: [],
      otherwise: 'deny',
      said: 'Service shop/web has no port 80/TCP',
    });
  });

  test('SV-02: ExternalName is a name outside, and not known', () => {
    expect(lead({ type: 'ExternalName', externalName: 'db.example.com' })).toMatchObject({
      backends: [],
      otherwise: 'unknown',
      said: expect.stringContaining('another name for db.example.com'),
    });
  });

  test('SV-02: without a selector EndpointSlices say where it leads', () => {
    const slice: KubernetesObject = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'web-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
      endpoints: [{ addresses: ['203.0.113.7'] }],
      ports: [
        { name: 'http', port: 8443, protocol: 'TCP' },
        { name: 'other', port: 1, protocol: 'TCP' },
      ],
    };
    const ports = [{ name: 'http', port: 80 }];
    expect(places(lead({ ports }, [slice]))).toEqual(['203.0.113.7 8443']);
    expect(lead({ ports }, [])).toMatchObject({ backends: [], otherwise: 'unknown' });
  });

  test('SV-06: a headless Service is the pods themselves, and translates no port', () => {
    const found = lead({ clusterIP: 'None', selector, ports: [{ port: 80, targetPort: 8000 }] });
    expect(places(found)).toEqual(['a 80', 'b 80']);
    expect(found?.said).toContain('is headless');
    const ping = { protocol: 'ICMP', type: 8 } as const;
    expect(places(lead({ clusterIP: 'None', selector }, undefined, ping))).toEqual(['a ICMP', 'b ICMP']);
  });

  test('what answers ICMP at the address of a Service is not defined', () => {
    expect(lead({ selector, ports: [{ port: 80 }] }, undefined, { protocol: 'ICMP' })).toMatchObject({
      backends: [],
      otherwise: 'unknown',
    });
  });

  test('no pod behind it: nothing answers where all pods are known', () => {
    const found = lead({ selector: { app: 'gone' }, ports: [{ port: 80 }] });
    expect(found).toMatchObject({ backends: [], otherwise: expect.stringMatching(/deny|unknown/) });
  });
});
