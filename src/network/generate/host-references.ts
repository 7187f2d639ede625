import { parseAddress } from '../address.ts';

/** A host that a text names, as far as it tells scheme and port. */
export interface HostReference {
  /** A name, or an address; that of IPv6 without its brackets. */
  readonly host: string;
  readonly scheme?: string;
  readonly port?: number;
}

/**
 * Hosts in a text: URLs, `host:port`, and bare names, separated by what cannot be part of one. A bare name of one label, and a
 * bare address, are only given where `bare` says that the text is known to hold a host.
 */
export function hostsIn(text: string, bare: boolean): HostReference[] {
  const found: HostReference[] = [];
  const rest = text.replaceAll(inBrackets, (_all, scheme?: string, host = '', digits?: string) => {
    if (host.includes(':') && parseAddress(host) !== undefined && isPort(digits))
      found.push(referenceOf(scheme, host, digits));
    return ' ';
  });
  for (const token of rest.split(/[\s,;"'`=()[\]{}<>|]+/)) {
    if (token.length > 512) continue;
    const [, scheme, host = '', digits] =
      /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^\s/@]*@)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?(?:[/?#]|$)/i.exec(
        token,
      ) ?? [];
    if (host === '' || !isPort(digits)) continue;
    const isNumeric = /^[\d.]+$/.test(host);
    if (isNumeric && parseAddress(host) === undefined) continue;
    const isSaid = scheme !== undefined || digits !== undefined;
    if (!isSaid && (isNumeric || !host.includes('.')) && !bare) continue;
    found.push(referenceOf(scheme, host, digits));
  }
  return found;
}

/** https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2 */
const inBrackets =
  /(?:\b([a-z][a-z0-9+.-]*):\/\/)?(?:[^\s,;"'`=/@[\]]*@)?\[([0-9a-f:.]{2,45})\](?::(\d{1,5})(?!\d))?/gi;

function isPort(digits: string | undefined): boolean {
  return digits === undefined || (Number(digits) >= 1 && Number(digits) <= 65_535);
}

function referenceOf(scheme: string | undefined, host: string, digits: string | undefined): HostReference {
  return {
    host: host.toLowerCase(),
    ...(scheme !== undefined && { scheme: scheme.toLowerCase() }),
    ...(digits !== undefined && { port: Number(digits) }),
  };
}

/** Ports that schemes stand for: https://www.iana.org/assignments/service-names-port-numbers/ */
const schemePorts: Readonly<Record<string, number>> = {
  http: 80,
  ws: 80,
  https: 443,
  wss: 443,
  grpcs: 443,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  redis: 6379,
  rediss: 6379,
  amqp: 5672,
  amqps: 5671,
  mongodb: 27017,
  nats: 4222,
  ldap: 389,
  ldaps: 636,
  smtp: 25,
  smtps: 465,
};

/** The port that a reference means: said, or that of its scheme. */
export function portOfReference({ port, scheme }: HostReference): number | undefined {
  return port ?? (scheme === undefined ? undefined : schemePorts[scheme.replace(/^jdbc:/, '')]);
}

/** Names of settings that hold a host: `ORDERS_HOST`, `DATABASE_URL`, `kafka.brokers`. */
export function namesHost(setting: string): boolean {
  return /(?:^|[_.-])(?:host(?:name)?|url|uri|addr(?:ess)?|endpoints?|server|service|upstream|brokers?|dsn)s?$/i.test(
    setting.replaceAll(/([a-z])([A-Z])/g, '$1_$2'),
  );
}

/** The setting that holds the port of the host in another: `SMTP_PORT` of `SMTP_HOST`; undefined where no name suggests one. */
export function portNameBeside(setting: string): string | undefined {
  const [, before, word = ''] = /^(.*?)(host(?:name)?|addr(?:ess)?|server|endpoint)$/i.exec(setting) ?? [];
  if (before === undefined) return undefined;
  const port = word === word.toUpperCase() ? 'PORT' : /^[A-Z]/.test(word) ? 'Port' : 'port';
  return `${before}${port}`;
}

/** The Service that a host name means inside the cluster: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ */
export function serviceNamesOf(
  host: string,
  namespace: string,
): readonly { readonly namespace: string; readonly name: string }[] {
  const labels = host.split('.').filter((label) => label !== '');
  const at = labels.indexOf('svc');
  if (at >= 2) return [{ namespace: labels[at - 1] ?? '', name: labels[at - 2] ?? '' }];
  const [first = '', second = ''] = labels;
  if (labels.length === 1) return [{ namespace, name: first }];
  // Of two labels the second is a namespace, or the governing Service of a StatefulSet's pod.
  if (labels.length === 2)
    return [
      { namespace: second, name: first },
      { namespace, name: second },
    ];
  return labels.length === 3 ? [{ namespace: labels[2] ?? '', name: second }] : [];
}
