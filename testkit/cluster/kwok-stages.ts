/** What the pretended kubelet does; the plain kwok binary has no stages of its own. https://kwok.sigs.k8s.io/docs/user/stages-configuration/ */
export function kwokStages(): string {
  return [nodeReady, podReady, podDelete].map((stage) => JSON.stringify(stage)).join('\n---\n');
}

const stage = { apiVersion: 'kwok.x-k8s.io/v1alpha1', kind: 'Stage' };

const nodeReady = {
  ...stage,
  metadata: { name: 'node-ready' },
  spec: {
    resourceRef: { apiGroup: 'v1', kind: 'Node' },
    selector: {
      matchExpressions: [
        {
          key: '.status.conditions.[] | select( .type == "Ready" ) | .status',
          operator: 'NotIn',
          values: ['True'],
        },
      ],
    },
    next: {
      statusTemplate: `{{ $now := Now }}
conditions:
- type: Ready
  status: "True"
  reason: KubeletReady
  message: ready
  lastHeartbeatTime: {{ $now }}
  lastTransitionTime: {{ $now }}
addresses:
- type: InternalIP
  address: 127.0.0.1
allocatable: {cpu: "64", memory: 256Gi, pods: "500"}
capacity: {cpu: "64", memory: 256Gi, pods: "500"}
phase: Running
`,
    },
  },
};

const podReady = {
  ...stage,
  metadata: { name: 'pod-ready' },
  spec: {
    resourceRef: { apiGroup: 'v1', kind: 'Pod' },
    selector: {
      matchExpressions: [
        { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' },
        { key: '.status.podIP', operator: 'DoesNotExist' },
      ],
    },
    next: {
      statusTemplate: `{{ $now := Now }}
phase: Running
startTime: {{ $now }}
hostIP: 127.0.0.1
podIP: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) }}
conditions:
- {type: Initialized, status: "True", lastTransitionTime: {{ $now }}}
- {type: Ready, status: "True", lastTransitionTime: {{ $now }}}
- {type: ContainersReady, status: "True", lastTransitionTime: {{ $now }}}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name }}
  image: {{ .image }}
  ready: true
  restartCount: 0
  state: {running: {startedAt: {{ $now }}}}
{{ end }}
`,
    },
  },
};

const podDelete = {
  ...stage,
  metadata: { name: 'pod-delete' },
  spec: {
    resourceRef: { apiGroup: 'v1', kind: 'Pod' },
    selector: { matchExpressions: [{ key: '.metadata.deletionTimestamp', operator: 'Exists' }] },
    next: { finalizers: { empty: true }, delete: true },
  },
};
