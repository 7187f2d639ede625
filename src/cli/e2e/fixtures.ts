/** A pod template that no control of severity high or above has anything against. */
export function deployment(
  name: string,
  namespace: string,
  container: object = {},
  pod: object = {},
): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'app',
              image:
                'registry.example.com/app@sha256:0000000000000000000000000000000000000000000000000000000000000001',
              resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '16Mi' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              ...container,
            },
          ],
          ...pod,
        },
      },
    },
  };
}

/** A container that may do everything on its node. */
export const privileged = { securityContext: { privileged: true } };

export function namespace(name: string, labels: Record<string, string> = {}): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** Objects as a file of manifests; JSON is YAML. */
export function manifest(...objects: object[]): string {
  return objects.map((object) => JSON.stringify(object, undefined, 2)).join('\n---\n');
}
