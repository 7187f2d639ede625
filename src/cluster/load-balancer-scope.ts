/** How far an entry point reaches. `unknown` where something outside the model decides, such as a firewall. */
export type Exposure = 'internet' | 'internal' | 'unknown';

interface InternalMark {
  readonly annotation: string;
  readonly value: RegExp;
}

const yes = /^(?:true|1|yes|0\.0\.0\.0\/0)$/i;

/** Annotations of a Service or Gateway that keep a cloud load balancer off the internet, by the clouds' own documents. */
const internalMarks: readonly InternalMark[] = [
  { annotation: 'service.beta.kubernetes.io/aws-load-balancer-internal', value: yes },
  { annotation: 'service.beta.kubernetes.io/aws-load-balancer-scheme', value: /^internal$/ },
  { annotation: 'service.beta.kubernetes.io/azure-load-balancer-internal', value: yes },
  { annotation: 'networking.gke.io/load-balancer-type', value: /^internal$/i },
  { annotation: 'cloud.google.com/load-balancer-type', value: /^internal$/i },
  { annotation: 'service.beta.kubernetes.io/oci-load-balancer-internal', value: yes },
  { annotation: 'service.beta.kubernetes.io/openstack-internal-load-balancer', value: yes },
  { annotation: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type', value: /^intranet$/ },
  { annotation: 'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type', value: /^private$/ },
  { annotation: 'service.beta.kubernetes.io/do-loadbalancer-network', value: /^internal$/i },
  { annotation: 'appgw.ingress.kubernetes.io/use-private-ip', value: yes },
  { annotation: 'alb.ingress.kubernetes.io/scheme', value: /^internal$/ },
  { annotation: 'kubernetes.io/ingress.class', value: /internal|private/ },
];

/** The annotation that makes a load balancer internal, as `key=value`; undefined when there is none. */
export function internalMarkOf(
  annotations: Readonly<Record<string, string>> | undefined,
): string | undefined {
  for (const { annotation, value } of internalMarks) {
    const found = annotations?.[annotation];
    if (found !== undefined && value.test(found)) return `${annotation}=${found}`;
  }
  return undefined;
}

const awsScheme = 'service.beta.kubernetes.io/aws-load-balancer-scheme';
const awsType = 'service.beta.kubernetes.io/aws-load-balancer-type';
const awsClass = /^(?:service\.k8s\.aws|eks\.amazonaws\.com)\/nlb$/;

/**
 * The AWS Load Balancer Controller makes an internal load balancer unless the scheme says otherwise; the controller in
 * the cloud provider does the opposite. https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/
 */
export function isInternalByAwsDefault(
  annotations: Readonly<Record<string, string>> | undefined,
  loadBalancerClass: unknown,
): boolean {
  const byController =
    (typeof loadBalancerClass === 'string' && awsClass.test(loadBalancerClass)) ||
    /^(?:external|nlb-ip)$/.test(annotations?.[awsType] ?? '');
  return byController && annotations?.[awsScheme] === undefined;
}

/** Whether an address or CIDR lies in space that the internet does not route (RFC 1918, 4193, 6598, loopback, link-local). */
export function isPrivateAddress(address: string): boolean {
  return (
    /^(?:10|127)\./.test(address) ||
    /^172\.(?:1[6-9]|2\d|3[01])\./.test(address) ||
    /^(?:192\.168|169\.254)\./.test(address) ||
    /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(address) ||
    /^(?:f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|::1(?:\/|$))/i.test(address)
  );
}

/** What the addresses of a load balancer say: undefined when it has none yet. */
export function exposureOfAddresses(addresses: readonly string[]): Exposure | undefined {
  if (addresses.length === 0) return undefined;
  return addresses.every((address) => isPrivateAddress(address) || /^internal-.*\.elb\./.test(address))
    ? 'internal'
    : 'internet';
}
