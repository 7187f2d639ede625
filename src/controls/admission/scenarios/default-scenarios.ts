import { pod, policy, type Scenario, scenarioLabel, warn } from './scenario.ts';

/** Asks what of these is true of an object, in one answer: each that is true is warned of. */
function truths(name: string, apiGroup: string, resource: string, questions: readonly string[]) {
  const resourceRules = [
    { apiGroups: [apiGroup], apiVersions: ['v1'], operations: ['CREATE'] as const, resources: [resource] },
  ];
  const objectSelector = { matchLabels: { [scenarioLabel]: name } };
  return policy(name, {
    matchConstraints: { resourceRules, objectSelector },
    validations: questions.map((question) => ({ expression: `!(${question})`, message: question })),
  });
}

const metadata = (scenario: string, name: string) => ({
  name: `${scenario}-${name}`,
  namespace: 'default',
  labels: { [scenarioLabel]: scenario },
});

const template = 'object.spec.template.spec';

/** What policies see of objects that leave fields to the API server, or write them empty. */
export const defaultScenarios: readonly Scenario[] = [
  {
    name: 'default-pods',
    policies: [
      truths('default-pods', '', 'pods', [
        'has(object.spec.hostNetwork)',
        'has(object.spec.hostPID) && object.spec.hostPID',
        'has(object.spec.securityContext)',
        'object.spec.securityContext == {}',
        'has(object.spec.nodeSelector)',
        "object.spec.restartPolicy == 'Always'",
        'object.spec.terminationGracePeriodSeconds == 30',
        "object.spec.serviceAccountName == 'default'",
        'object.spec.enableServiceLinks',
        'object.spec.tolerations.size() == 2',
        "object.spec.containers.all(c, c.imagePullPolicy == 'Always')",
        'object.spec.containers.all(c, has(c.resources) && !has(c.resources.limits))',
        'object.spec.containers.exists(c, has(c.tty))',
        'object.spec.containers.all(c, c.?resources.requests.orValue({}) == c.?resources.limits.orValue({}))',
        'object.spec.volumes.exists(v, has(v.projected))',
        "object.spec.volumes.exists(v, has(v.hostPath) && v.hostPath.type == '')",
        'has(object.metadata.annotations)',
      ]),
    ],
    bindings: [warn],
    asks: [
      { object: pod('default-pods', 'plain') },
      {
        object: pod(
          'default-pods',
          'empty',
          {
            hostNetwork: false,
            hostPID: true,
            nodeSelector: {},
            securityContext: {},
            automountServiceAccountToken: false,
            containers: [{ name: 'app', image: 'nginx', tty: false, resources: { limits: { cpu: '1' } } }],
            volumes: [{ name: 'v', hostPath: { path: '/var' } }],
          },
          { annotations: {} },
        ),
      },
    ],
  },
  {
    name: 'default-deployments',
    policies: [
      truths('default-deployments', 'apps', 'deployments', [
        'object.spec.replicas == 1',
        'has(object.spec.paused)',
        "object.spec.strategy.rollingUpdate.maxSurge == '25%'",
        'object.spec.progressDeadlineSeconds == 600',
        `has(${template}.enableServiceLinks)`,
        `has(${template}.serviceAccountName)`,
        `has(${template}.volumes)`,
        `${template}.containers.all(c, c.livenessProbe.timeoutSeconds == 1)`,
        `${template}.containers.all(c, c.ports.all(p, p.protocol == 'TCP'))`,
      ]),
    ],
    bindings: [warn],
    asks: [
      {
        object: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: metadata('default-deployments', 'x'),
          spec: {
            paused: false,
            selector: { matchLabels: { app: 'x' } },
            template: {
              metadata: { labels: { app: 'x' } },
              spec: {
                volumes: [],
                containers: [
                  {
                    name: 'app',
                    image: 'nginx:1.29',
                    livenessProbe: { httpGet: { port: 80 } },
                    ports: [{ containerPort: 80 }],
                  },
                ],
              },
            },
          },
        },
      },
    ],
  },
  {
    name: 'default-services',
    policies: [
      truths('default-services', '', 'services', [
        "object.spec.type == 'ClusterIP'",
        "object.spec.sessionAffinity == 'None'",
        "object.spec.internalTrafficPolicy == 'Cluster'",
        'has(object.spec.externalTrafficPolicy)',
        'has(object.spec.publishNotReadyAddresses)',
        'object.spec.ports.all(p, p.targetPort == p.port)',
        'object.spec.ports.exists(p, has(p.nodePort))',
      ]),
    ],
    bindings: [warn],
    asks: [
      {
        object: {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: metadata('default-services', 'x'),
          spec: { publishNotReadyAddresses: false, ports: [{ port: 80 }] },
        },
      },
    ],
  },
];
