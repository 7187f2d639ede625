/** A Deployment of about 8 kB: three containers and an init container, twelve environment variables each. */
export function deployment(): Record<string, unknown> {
  const environment = Array.from({ length: 12 }, (_, index) => ({
    name: `SETTING_${index}`,
    value: `value-of-setting-${index}`,
  }));
  const container = (name: string) => ({
    name,
    image: `registry.example.com/team/${name}:1.${name.length}.0@sha256:${'0123456789abcdef'.repeat(4)}`,
    imagePullPolicy: 'IfNotPresent',
    env: environment,
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    livenessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10 },
    readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 5 },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/app', readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  });
  const labels = { app: 'shop', 'app.kubernetes.io/name': 'shop', team: 'payments', env: 'prod' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'shop',
      namespace: 'payments',
      labels,
      annotations: {
        'kubernetes.io/change-cause': 'a change that was made for a reason',
        'example.com/owner': 'payments@example.com',
        'example.com/description': 'The shop: orders, baskets and payments. '.repeat(42),
      },
    },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'shop' } },
      template: {
        metadata: { labels, annotations: { 'prometheus.io/scrape': 'true' } },
        spec: {
          serviceAccountName: 'shop',
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, fsGroup: 2000 },
          initContainers: [container('migrate')],
          containers: [container('web'), container('worker'), container('metrics')],
          volumes: [
            { name: 'config', configMap: { name: 'shop' } },
            { name: 'tmp', emptyDir: {} },
          ],
        },
      },
    },
  };
}
