/** Cost of admitting objects: shape, reduction and the search for credentials. `node bench/cluster/door.ts` */
import { createDoor } from '../../src/cluster/index.ts';

const door = createDoor({ key: Buffer.alloc(32, 1), keyId: 'bench' });

function pod(at: number): unknown {
  const env = Array.from({ length: 20 }, (_, item) => ({
    name: `SETTING_${item}`,
    value: `value-${item}-of-${at}`,
  }));
  const container = (name: string) => ({
    name,
    image: `registry.example/shop/${name}@sha256:${'0123456789abcdef'.repeat(4)}`,
    args: ['--listen=:8080', '--log-level=info', '--config=/etc/app/config.yaml'],
    env: [...env, { name: 'DB_URL', value: `postgres://app:Ab${at}xY9@db:5432/shop` }],
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    volumeMounts: [
      { name: 'config', mountPath: '/etc/app' },
      { name: 'kube-api-access', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ],
    terminationMessagePath: '/dev/termination-log',
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `pod-${at}`,
      namespace: 'shop',
      labels: { app: 'shop', 'pod-template-hash': '5f6d7c8b9' },
      annotations: { 'checksum/config': '0123456789abcdef'.repeat(4), 'prometheus.io/scrape': 'true' },
      managedFields: [
        {
          manager: 'kube-controller-manager',
          operation: 'Update',
          time: '2026-11-01T00:00:00Z',
          fieldsV1: { 'f:metadata': {} },
        },
      ],
    },
    spec: {
      containers: [container('api'), container('proxy')],
      nodeName: 'node-1',
      serviceAccountName: 'shop',
    },
    status: { phase: 'Running', podIP: '10.0.0.1', conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

const pods = Array.from({ length: 10_000 }, (_, at) => pod(at));
const bytes = JSON.stringify(pods).length;
for (let round = 0; round < 3; round += 1) {
  const start = performance.now();
  for (const raw of pods) door.admit(raw);
  const milliseconds = performance.now() - start;
  console.log(
    `${((milliseconds * 1000) / pods.length).toFixed(0)} us a pod of ${(bytes / pods.length / 1000).toFixed(1)} KB, ${(bytes / 1000 / milliseconds).toFixed(0)} MB/s`,
  );
}
