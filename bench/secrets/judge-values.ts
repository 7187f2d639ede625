import type { KubernetesObject } from '../../src/cluster/index.ts';
import { createDoor } from '../../src/cluster/index.ts';
import { judge, loadCatalogue } from '../../src/controls/index.ts';
import { readCatalogueFiles } from '../../testkit/catalogue/read-catalogue.ts';
import { clusterOf } from '../../testkit/world/synthetic-cluster.ts';
import type { LabelledValue } from './labelled-values.ts';

/** What became of a value. */
export interface JudgedValue {
  readonly value: LabelledValue;
  /** One of the controls for credentials fails. */
  readonly found: boolean;
  /** A part that is secret is still in the object. */
  readonly leaked: boolean;
}

const controls = ['credential-in-annotation', 'credential-in-config-map', 'credential-in-workload'];

/** Lets each value, in an object of its own, through the door and judges what came out by the shipped controls. */
export function judgeValues(values: readonly LabelledValue[]): JudgedValue[] {
  const door = createDoor({ key: Buffer.alloc(32, 1), keyId: 'bench' });
  const objects = values.map((value, index) => {
    const { object, problem } = door.admit(objectWith(value, nameOf(index)));
    if (problem) throw new Error(problem.code);
    return object;
  });
  const failed = failing(objects);
  return values.map((value, index) => {
    const text = JSON.stringify(objects[index]).replaceAll(/plimsoll-redacted:[a-z-]+:/g, '');
    const leaked = value.secrets.some((secret) => occurrences(text, secret) > innocent(value, secret));
    return { value, found: failed.has(nameOf(index)), leaked };
  });
}

/** How often a secret stands where it says something else, as in `root:root@`. */
function innocent({ name, texts, secrets }: LabelledValue, secret: string): number {
  const marked = secrets.filter((other) => other === secret).length;
  return occurrences(JSON.stringify([name, ...texts]), secret) - marked;
}

function occurrences(text: string, secret: string): number {
  return text.split(JSON.stringify(secret).slice(1, -1)).length - 1;
}

function nameOf(index: number): string {
  return `value-${index}`;
}

function failing(objects: readonly KubernetesObject[]): ReadonlySet<string> {
  const files = readCatalogueFiles();
  const catalogue = loadCatalogue(files, { cases: false, skipBroken: true });
  const chosen = { ...catalogue, controls: catalogue.controls.filter(({ id }) => controls.includes(id)) };
  const { results } = judge(clusterOf(objects), chosen, { now: 0 });
  return new Set(results.filter(({ verdict }) => verdict === 'fail').map(({ subject }) => subject.name));
}

function objectWith({ at, name, texts }: LabelledValue, object: string): Record<string, unknown> {
  const [text] = texts;
  switch (at) {
    case 'annotation':
      return configMap(object, { annotations: { [name]: text } });
    case 'configMap':
      return { ...configMap(object, {}), data: { [name]: text } };
    case 'env':
      return pod(object, { env: [{ name, value: text }] });
    case 'probe':
      return pod(object, { livenessProbe: { exec: { command: texts } } });
    case 'lifecycle':
      return pod(object, { lifecycle: { postStart: { exec: { command: texts } } } });
    default:
      return pod(object, { [at]: texts });
  }
}

function configMap(name: string, metadata: object): Record<string, unknown> {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop', ...metadata } };
}

function pod(name: string, container: object): Record<string, unknown> {
  const containers = [{ name: 'app', image: 'registry.example/app:1', ...container }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop' }, spec: { containers } };
}
