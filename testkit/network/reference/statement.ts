import { type Profile, type ProfileId, profiles } from '../../../src/network/profile.ts';
import type { Endpoint, Protocol } from '../../../src/network/question.ts';
import { evaluate } from './evaluate.ts';
import { readWorld } from './world.ts';

/** What tests of single statements share: few pods, and questions as a line of text. */
export type Fields = Record<string, unknown>;

interface PodFields {
  readonly labels?: Readonly<Record<string, string>>;
  readonly ips?: readonly string[];
  readonly spec?: Fields;
  readonly phase?: string;
}

/** A pod that runs, `namespace/name`; its node is `one`. */
export function pod(
  name: string,
  { labels = {}, ips = [], spec = {}, phase = 'Running' }: PodFields = {},
): Fields {
  const [namespace, own] = name.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name: own, labels },
    spec: { nodeName: 'one', containers: [{ name: 'main' }], ...spec },
    status: { phase, podIPs: ips.map((ip) => ({ ip })) },
  };
}

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): Fields {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** A NetworkPolicy v1, `namespace/name`. */
export function policy(name: string, spec: Fields): Fields {
  return named('networking.k8s.io/v1', 'NetworkPolicy', name, spec);
}

/** Any object with a spec; without a slash its name is that of something without a namespace. */
export function named(apiVersion: string, kind: string, name: string, spec: Fields): Fields {
  const [first, own] = name.split('/');
  const metadata = own === undefined ? { name: first } : { namespace: first, name: own };
  return { apiVersion, kind, metadata, spec };
}

/** The shop: a client and a server in one namespace, a stranger in another, all on IPv4 with a second family where it counts. */
export const shop: readonly Fields[] = [
  namespace('shop', { team: 'a' }),
  namespace('dev', { team: 'b' }),
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'one', labels: { zone: 'x' } },
    status: { addresses: [{ type: 'InternalIP', address: '192.168.0.1' }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'two', labels: { zone: 'y' } },
    status: { addresses: [{ type: 'InternalIP', address: '192.168.0.2' }] },
  },
  pod('shop/client', { labels: { app: 'client' }, ips: ['10.0.1.1', 'fd00::1:1'] }),
  pod('shop/server', {
    labels: { app: 'server', tier: 'back' },
    ips: ['10.0.1.2', 'fd00::1:2'],
    spec: {
      containers: [{ name: 'main', ports: [{ name: 'web', containerPort: 80 }] }],
      initContainers: [
        {
          name: 'sidecar',
          restartPolicy: 'Always',
          ports: [{ name: 'web', containerPort: 81 }],
        },
        { name: 'setup', ports: [{ name: 'web', containerPort: 82 }] },
      ],
    },
  }),
  pod('dev/stranger', { labels: { app: 'client' }, ips: ['10.0.2.1', 'fd00::2:1'] }),
];

/** Asks «source > destination:port/protocol» of the shop with policies; ends are `namespace/name` or addresses. */
export function ask(
  policies: readonly Fields[],
  line: string,
  profile: ProfileId | Profile = 'generic',
  others: readonly Fields[] = [],
): string {
  const [, source = '', destination = '', port = '', protocol = 'TCP'] =
    /^(\S+) > (\S+?):(\d+)(?:\/(\w+))?$/.exec(line.replace(/\[([^\]]*)\]/g, '$1')) ?? [];
  const answer = evaluate(
    readWorld([...shop, ...others, ...policies]),
    typeof profile === 'string' ? profiles[profile] : profile,
    {
      source: endpoint(source),
      destination: endpoint(destination),
      protocol: protocol as Protocol,
      port: Number(port),
    },
  );
  return answer.verdict;
}

function endpoint(text: string): Endpoint {
  const [namespaceName = '', name] = text.split('/');
  return name === undefined
    ? { type: 'address', address: text }
    : { type: 'pod', namespace: namespaceName, name };
}
