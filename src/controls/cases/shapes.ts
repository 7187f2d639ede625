import type { KubernetesObject } from '../../cluster/index.ts';
import type { CaseWorld } from './control-case.ts';

type PodSpec = Readonly<Record<string, unknown>>;

const labels = { app: 'case' };
const metadata = { name: 'case', namespace: 'case' };

/** A bare pod spec as a Pod, as a workload with a template, and as a CronJob: the three places a pod spec can be. */
export function shapesOf(podSpec: PodSpec): CaseWorld[] {
  return [
    { shape: 'Pod', objects: [pod(podSpec)] },
    { shape: 'Deployment', objects: [deployment(podSpec)] },
    { shape: 'CronJob', objects: [cronJob(podSpec)] },
  ];
}

function pod(spec: PodSpec): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, labels }, spec };
}

function deployment(spec: PodSpec): KubernetesObject {
  const template = { metadata: { labels }, spec };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: { selector: { matchLabels: labels }, template },
  };
}

function cronJob(spec: PodSpec): KubernetesObject {
  const template = { spec: { restartPolicy: 'Never', ...spec } };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata,
    spec: { schedule: '@daily', jobTemplate: { spec: { template } } },
  };
}
