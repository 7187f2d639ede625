import { describe, expect, test } from 'vitest';
import { namespace, pod, policy, world } from '../../../testkit/network/small-world.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import type { ProfileId } from '../profile.ts';
import { draftPolicies } from './draft.ts';
import { givenNeeds } from './given-needs.ts';
import { inferNeeds } from './infer-needs.ts';
import { distinctNeeds, partyText } from './need.ts';
import { proveDraft } from './proof.ts';

type Fields = Readonly<Record<string, unknown>>;

const deployment = (
  place: string,
  {
    labels,
    spec = {},
    container = {},
    annotations = {},
  }: {
    labels?: Record<string, string>;
    spec?: Fields;
    container?: Fields;
    annotations?: Record<string, string>;
  } = {},
): KubernetesObject => {
  const [space = '', name = ''] = place.split('/');
  const own = labels ?? { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: space },
    spec: {
      selector: { matchLabels: own },
      template: {
        metadata: { labels: own, annotations },
        spec: {
          containers: [
            { name: 'main', image: 'a:1', ports: [{ name: 'http', containerPort: 8080 }], ...container },
          ],
          ...spec,
        },
      },
    },
  } as KubernetesObject;
};

const service = (place: string, spec: Fields): KubernetesObject => {
  const [space = '', name = ''] = place.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: space },
    spec,
  } as KubernetesObject;
};

const configMap = (place: string, data: Record<string, string>): KubernetesObject => {
  const [space = '', name = ''] = place.split('/');
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: space },
    data,
  } as KubernetesObject;
};

const dns = deployment('kube-system/coredns', {
  labels: { 'k8s-app': 'kube-dns' },
  spec: { dnsPolicy: 'Default' },
});
const namespaces = ['shop', 'data', 'kube-system', 'monitoring'].map((name) =>
  namespace(name, { 'kubernetes.io/metadata.name': name }),
);

function drafted(
  objects: readonly KubernetesObject[],
  dialect: 'networkpolicy' | 'cilium' = 'networkpolicy',
  profile: ProfileId = 'generic',
) {
  const { engine } = world([...namespaces, dns, ...objects], profile);
  const { needs } = inferNeeds(engine.cluster);
  const { policies, remarks } = draftPolicies(engine.cluster, needs, { dialect });
  const after = world([...namespaces, dns, ...objects, ...policies], profile);
  return {
    needs: needs.map(
      ({ from, to, protocol, port }) => `${partyText(from)} > ${partyText(to)} ${protocol}/${port ?? '*'}`,
    ),
    policies,
    remarks: remarks.map(({ text }) => text),
    proof: proveDraft(engine, policies, needs),
    verdict: after.verdict,
  };
}

const web = deployment('shop/web', { container: { env: [{ name: 'ORDERS_URL', value: 'http://orders' }] } });
const orders = deployment('shop/orders', {
  container: {
    envFrom: [{ configMapRef: { name: 'orders' } }],
    ports: [{ name: 'http', containerPort: 9000 }],
  },
});
const shop = [
  web,
  orders,
  service('shop/orders', { selector: { app: 'orders' }, ports: [{ port: 80, targetPort: 'http' }] }),
  configMap('shop/orders', { DB_HOST: 'db.data', LOG: 'debug' }),
  deployment('data/db', { container: { ports: [{ containerPort: 5432 }] } }),
  service('data/db', { selector: { app: 'db' }, ports: [{ port: 5432 }] }),
];

describe('drafts', () => {
  test('open what settings name, on the port of the pod, and close everything else', () => {
    const { needs, verdict, proof } = drafted(shop);
    expect(needs).toContain('shop/web > shop/orders TCP/9000');
    expect(needs).toContain('shop/orders > data/db TCP/5432');
    expect(verdict('shop/web', 'shop/orders', 9000)).toBe('allow');
    expect(verdict('shop/web', 'shop/orders', 80)).toBe('deny');
    expect(verdict('shop/orders', 'data/db', 5432)).toBe('allow');
    expect(verdict('shop/web', 'data/db', 5432)).toBe('deny');
    expect(verdict('shop/web', '203.0.113.9', 443)).toBe('deny');
    expect(proof.cut).toEqual([]);
    expect(proof.after.connected).toBeLessThan(proof.before.connected);
  });

  test('never forget names: UDP and TCP, and the upstream of the resolver itself', () => {
    const { verdict, needs } = drafted(shop);
    for (const protocol of ['UDP', 'TCP'] as const) {
      expect(verdict('shop/web', 'kube-system/coredns', 53, protocol)).toBe('allow');
      expect(needs).toContain(`kube-system/coredns > 0.0.0.0/0 ${protocol}/53`);
    }
  });

  test('leave the namespaces of the cluster open unless they are named', () => {
    const { policies } = drafted(shop);
    expect(new Set(policies.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['data', 'shop']));
  });

  test('select by labels that last, and say whom they select beside', () => {
    const { policies, remarks } = drafted([
      deployment('shop/a', { labels: { app: 'same', 'pod-template-hash': '1' } }),
      deployment('shop/b', { labels: { app: 'same', 'pod-template-hash': '2' } }),
      deployment('shop/c', { labels: { 'pod-template-hash': '3' } }),
    ]);
    expect(JSON.stringify(policies)).not.toContain('pod-template-hash');
    expect(remarks.join('\n')).toMatch(/labels of shop\/a select shop\/b as well/);
    expect(remarks.join('\n')).toMatch(/shop\/c has no label that lasts/);
  });

  test('keep what comes from outside, with the sources that a load balancer is limited to', () => {
    const { verdict } = drafted([
      ...shop,
      service('shop/web', {
        type: 'LoadBalancer',
        selector: { app: 'web' },
        ports: [{ port: 443, targetPort: 8080 }],
        loadBalancerSourceRanges: ['198.51.100.0/24'],
      }),
    ]);
    expect(verdict('198.51.100.7', 'shop/web', 8080)).toBe('allow');
    expect(verdict('203.0.113.7', 'shop/web', 8080)).toBe('deny');
  });

  test('let the API server call webhooks, and scrapers scrape', () => {
    const { verdict } = drafted([
      ...shop,
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: { name: 'w' },
        webhooks: [
          { name: 'w.example', clientConfig: { service: { namespace: 'shop', name: 'orders', port: 80 } } },
        ],
      } as KubernetesObject,
      deployment('monitoring/prometheus', { labels: { 'app.kubernetes.io/name': 'prometheus' } }),
      deployment('shop/scraped', {
        annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9100' },
      }),
    ]);
    expect(verdict('203.0.113.7', 'shop/orders', 9000)).toBe('allow');
    expect(verdict('monitoring/prometheus', 'shop/scraped', 9100)).toBe('allow');
    expect(verdict('monitoring/prometheus', 'shop/web', 9100)).toBe('deny');
  });

  test('a host outside is every public address for a NetworkPolicy, and its name for Cilium', () => {
    const calls = deployment('shop/pay', { container: { args: ['--api=https://api.psp.example/v2'] } });
    const plain = drafted([calls]);
    expect(plain.verdict('shop/pay', '203.0.113.7', 443)).toBe('allow');
    expect(plain.verdict('shop/pay', '10.2.3.4', 443)).toBe('deny');
    const cilium = drafted([calls], 'cilium', 'cilium');
    expect(JSON.stringify(cilium.policies)).toContain('"toFQDNs":[{"matchName":"api.psp.example"}]');
    expect(JSON.stringify(cilium.policies)).toContain('"dns":[{"matchPattern":"*"}]');
    expect(cilium.proof.cut).toEqual([]);
  });

  test('a pod in the network of its node is no peer that a selector finds, and that is said', () => {
    const { remarks, policies } = drafted([
      ...shop,
      deployment('shop/agent', {
        spec: { hostNetwork: true },
        container: { env: [{ name: 'URL', value: 'http://orders' }] },
      }),
    ]);
    expect(remarks.join('\n')).toMatch(/shop\/agent is in the network of its node and no selector finds it/);
    expect(policies.some(({ metadata }) => metadata.name === 'agent')).toBe(false);
  });

  test("replace nobody's policy", () => {
    const { policies } = drafted([
      ...shop,
      policy('shop/web', { podSelector: {} }),
      policy('shop/default-deny', { podSelector: {} }),
    ]);
    const names = policies
      .filter(({ metadata }) => metadata.namespace === 'shop')
      .map(({ metadata }) => metadata.name);
    expect(names).toContain('web-draft');
    expect(names).toContain('default-deny-draft');
    expect(names).not.toContain('web');
  });

  test('take given edges, which keep their provenance, and name ends that are not there', () => {
    const { engine } = world([...namespaces, dns, ...shop]);
    const { needs, missing } = givenNeeds(engine.cluster, [
      {
        source: 'shop/web',
        destination: 'data/db',
        protocol: 'TCP',
        port: 5432,
        provenance: 'seen 41 times',
      },
      { source: 'shop/gone', destination: 'api-server', protocol: 'TCP', provenance: 'seen once' },
    ]);
    expect(missing).toEqual(['shop/gone']);
    expect(needs.map(({ provenance }) => provenance.text)).toEqual(['seen 41 times']);
    const all = distinctNeeds([...needs, ...inferNeeds(engine.cluster).needs]);
    const { policies } = draftPolicies(engine.cluster, all, { dialect: 'networkpolicy' });
    expect(proveDraft(engine, policies, all).cut).toEqual([]);
    expect(JSON.stringify(policies)).toContain('seen 41 times');
  });

  test('say which needs would be cut off by policies that are there', () => {
    const deny: KubernetesObject = {
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: { name: 'no' },
      spec: {
        tier: 'Admin',
        priority: 1,
        subject: { namespaces: {} },
        egress: [
          {
            name: 'a',
            action: 'Deny',
            to: [{ namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'data' } } }],
          },
        ],
      },
    } as KubernetesObject;
    const { engine } = world([...namespaces, dns, ...shop, deny], 'kindnet');
    expect(engine.profile.options.kinds).toContain('ClusterNetworkPolicy');
    const { needs } = inferNeeds(engine.cluster);
    const { policies } = draftPolicies(engine.cluster, needs, { dialect: 'networkpolicy' });
    const { cut } = proveDraft(engine, policies, needs);
    expect(cut.map(({ from, to }) => `${partyText(from)} > ${partyText(to)}`)).toEqual([
      'shop/orders > data/db',
    ]);
  });

  test('say which Services nobody is found to call, and which names lead nowhere', () => {
    const lonely = deployment('shop/api', {
      container: { env: [{ name: 'AI_URL', value: 'http://ai-service:5001/' }] },
    });
    const api = service('shop/api', { selector: { app: 'api' }, ports: [{ port: 80 }] });
    const { engine } = world([...namespaces, dns, lonely, api]);
    const { needs, remarks } = inferNeeds(engine.cluster);
    expect(remarks.map(({ text }) => text)).toEqual([
      expect.stringMatching(/names ai-service in AI_URL, and no such Service/),
    ]);
    const draft = draftPolicies(engine.cluster, needs, { dialect: 'networkpolicy' });
    expect(draft.remarks.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Nothing that is declared calls Service api of shop: .* nobody reaches it\./),
    ]);
  });

  test('open addresses that settings name, of both families, and the Service that has one', () => {
    const env = [
      { name: 'DB', value: 'postgres://203.0.113.9:5432/x' },
      { name: 'API', value: 'http://[2001:db8::9]:8443' },
      { name: 'ORDERS', value: '10.96.0.7:80' },
      { name: 'LISTEN', value: '0.0.0.0:8080' },
      { name: 'SELF', value: 'http://127.0.0.1:9000' },
    ];
    const behind = {
      clusterIP: '10.96.0.7',
      selector: { app: 'orders' },
      ports: [{ port: 80, targetPort: 9000 }],
    };
    const { needs, verdict } = drafted([
      deployment('shop/web', { container: { env } }),
      deployment('shop/orders'),
      service('shop/orders', behind),
    ]);
    expect(needs.filter((need) => need.startsWith('shop/web > ') && !need.includes('kube'))).toEqual([
      'shop/web > 203.0.113.9/32 TCP/5432',
      'shop/web > 2001:db8::9/128 TCP/8443',
      'shop/web > shop/orders TCP/9000',
    ]);
    expect(verdict('shop/web', '203.0.113.9', 5432)).toBe('allow');
    expect(verdict('shop/web', '2001:db8::9', 8443)).toBe('allow');
  });

  test('take the port of a host from the setting beside it, and say which host has none', () => {
    const mail = (data: Record<string, string>) => [
      deployment('shop/web', { container: { envFrom: [{ configMapRef: { name: 'mail' } }] } }),
      configMap('shop/mail', data),
    ];
    const withPort = inferNeeds(
      world(mail({ SMTP_HOST: 'smtp.example.com', SMTP_PORT: '587' })).engine.cluster,
    );
    expect(withPort.needs.map(({ to, port }) => `${partyText(to)} ${port}`)).toContain(
      'smtp.example.com 587',
    );
    expect(withPort.remarks).toEqual([]);
    const without = inferNeeds(
      world(mail({ SMTP_HOST: 'smtp.example.com', FROM: 'a@shop.example' })).engine.cluster,
    );
    expect(without.remarks.map(({ text }) => text)).toEqual([
      'ConfigMap shop/mail names smtp.example.com in SMTP_HOST, without a port: it is not in the drafts. Add it with --edges.',
    ]);
  });

  // https://kubernetes.io/docs/concepts/services-networking/service/#headless-services
  test('of a headless Service take the port that is said, and open the pods of one workload to each other', () => {
    const quorum = [{ name: 'QUORUM', value: '0@kafka-0.kafka:9093,1@kafka-1.kafka:9093' }];
    const kafka = [
      deployment('shop/kafka', { container: { env: quorum } }),
      service('shop/kafka', { clusterIP: 'None', selector: { app: 'kafka' }, ports: [{ port: 9092 }] }),
    ];
    for (const dialect of ['networkpolicy', 'cilium'] as const) {
      const { needs, policies } = drafted(kafka, dialect, dialect === 'cilium' ? 'cilium' : 'generic');
      expect(needs).toContain('shop/kafka > shop/kafka TCP/9093');
      const own = policies.find(({ metadata }) => metadata.name === 'kafka');
      expect(JSON.stringify(own?.['spec'])).toContain('9093');
    }
  });

  test('say which Ingress has a controller that was not read, and that addresses are not pods', () => {
    const ingress = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { namespace: 'shop', name: 'site' },
      spec: { ingressClassName: 'edge', defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    };
    const objects = [
      deployment('shop/web'),
      service('shop/web', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] }),
      ingress,
    ];
    const { remarks } = inferNeeds(world(objects).engine.cluster);
    expect(remarks.map(({ text }) => text).join('\n')).toMatch(
      /^Ingress shop\/site opens its pods to addresses outside, for no controller of class edge was read\..* --edges/,
    );
    const { policies } = drafted(objects, 'cilium', 'cilium');
    const web = policies.find(({ metadata }) => metadata.name === 'web');
    expect(web?.['spec']).toMatchObject({
      ingress: [{ fromEntities: ['world'], toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }] }] }],
    });
  });

  test('pods that run are drafted for as well', () => {
    const { policies } = drafted([pod('shop/single')]);
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(['default-deny', 'single']);
  });
});
