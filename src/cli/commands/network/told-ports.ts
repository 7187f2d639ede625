import { type ExposedPort, exposureOf } from '../../../network/index.ts';
import { accountPower } from './account-power.ts';
import type { ReadNetwork } from './read-networks.ts';
import type { ShownPart } from './shown-part.ts';

/** A way in, with the power of what it leads to. */
export interface Told extends ExposedPort {
  readonly account?: string;
  readonly power?: string | undefined;
}

/** Ways in; of a part those alone that begin or end there. */
export function toldPorts(
  { engine, cluster }: Pick<ReadNetwork, 'engine' | 'cluster'>,
  part?: ShownPart,
): Told[] {
  const powerOf = accountPower(cluster);
  return exposureOf(engine)
    .filter(
      ({ entry, pods }) =>
        part === undefined ||
        part.shows({ cluster }, entry) ||
        (pods !== undefined &&
          part.shows({ cluster }, { object: pods.workload.object, labels: pods.template.labels })),
    )
    .map((port): Told => {
      if (port.pods === undefined) return port;
      const { workload, template } = port.pods;
      const account = template.serviceAccountName || 'default';
      return { ...port, account, power: powerOf(workload.object.namespace, account) };
    });
}

/** What opens it, in words. */
export const entryKinds: Readonly<Record<Told['entry']['kind'], string>> = {
  'load-balancer': 'load balancer',
  'node-port': 'port of every node',
  'external-ip': 'external address',
  ingress: 'Ingress',
  'gateway-route': 'route of a Gateway',
  'openshift-route': 'Route',
  'traefik-route': 'route of Traefik',
  'host-network': 'network of its node',
  'host-port': 'port of its node',
};

/** What an object is called, without the rest of it. */
export function nameOf({ kind, namespace, name }: Record<'kind' | 'namespace' | 'name', string>) {
  return { kind, namespace, name };
}
