/**
 * How fast manifests are read, in CPU time: `node bench/yaml/yaml.ts [megabytes]`.
 * Our reader gives kubectl's values; js-yaml's `loadAll` is the yardstick, with values that kubectl does not see.
 */
import process from 'node:process';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { readYaml } from '../../src/sources/yaml/index.ts';

const megabytes = Number(process.argv[2] ?? 20);
const yaml = deployments(megabytes * 1e6);
const json = JSON.stringify({
  apiVersion: 'v1',
  kind: 'List',
  items: readYaml(yaml, 'bench').documents.map(({ value }) => value),
});

measure('readYaml, YAML', yaml, () => readYaml(yaml, 'bench'));
measure('js-yaml loadAll', yaml, () => loadAll(yaml, { schema: CORE_SCHEMA }));
measure('readYaml, JSON', json, () => readYaml(json, 'bench'));
measure('JSON.parse', json, () => JSON.parse(json));

function measure(name: string, text: string, read: () => unknown): void {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    read();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1e6);
  }
  console.log(`${name.padEnd(18)} ${(text.length / 1e6 / best).toFixed(0).padStart(5)} MB/s`);
}

function deployments(length: number): string {
  const parts: string[] = [];
  for (let size = 0, index = 0; size < length; index++) {
    const part = deployment(index);
    parts.push(part);
    size += part.length;
  }
  return parts.join('---\n');
}

function deployment(index: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api-${index}
  namespace: shop-${index % 12}
  labels:
    app.kubernetes.io/name: api
    app.kubernetes.io/instance: "api-${index}"
  annotations:
    description: >-
      Serves the public interface of the shop
      and talks to the orders queue.
spec:
  replicas: 3
  selector:
    matchLabels: {app.kubernetes.io/name: api}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: api
    spec:
      serviceAccountName: api
      containers:
      - name: api
        image: registry.example.com/shop/api:1.${index}.0
        args: ["--port", "8080", "--log-level=info"]
        env:
        - name: QUEUE
          value: amqp://queue.shop.svc:5672/orders
        - name: STARTUP
          value: |
            set -e
            migrate up
            exec api
        resources:
          requests: {cpu: 100m, memory: 128Mi}
          limits: {cpu: "1", memory: 512Mi}
        securityContext:
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
          capabilities:
            drop:
            - ALL
        livenessProbe:
          httpGet:
            path: /healthz
            port: 8080
          periodSeconds: 10
`;
}
