import { nearest } from '../../../cluster/index.ts';
import {
  type AttackGraph,
  formatSubject,
  parseSubject,
  type SinkName,
  sinkNames,
  subjectKey,
  type Vertex,
} from '../../../identity/index.ts';
import { listed } from '../../../report/index.ts';
import { CliError } from '../../errors.ts';
import { knownSubjects, subjectArgument } from './known-subjects.ts';
import { shortSubject } from './phrases.ts';

const sinkTexts: Readonly<Record<string, string>> = {
  'cluster-admin': 'cluster-admin',
  'system-masters': 'system:masters',
  'all-nodes': 'every node',
  'any-node': 'a node',
  'all-secrets': 'every Secret',
  'kube-system-secrets': 'Secrets of kube-system',
  'traffic-intercept': 'traffic of the API',
  'namespace-admin': 'administrator of a namespace',
  'cloud-admin': 'administrator of the cloud',
};

const cloudTexts = { aws: 'AWS identity', azure: 'Entra client', google: 'Google identity' } as const;

/** A sink in a sentence. */
export function sinkText(sink: SinkName): string {
  const [, namespace] = sink.split(':');
  return namespace === undefined ? (sinkTexts[sink] ?? sink) : `administrator of namespace ${namespace}`;
}

/** A position as people read it: `sa ci/runner`, `Deployment ci/runner`, `every Secret of ci`. */
export function positionText(vertex: Vertex): string {
  switch (vertex.type) {
    case 'subject':
      return shortSubject(vertex.subject);
    case 'workload': {
      const { kind, namespace, name } = vertex.workload.reference;
      return `${kind} ${namespace}/${name}`;
    }
    case 'entry-point': {
      const { kind, namespace, name } = vertex.entry.object;
      return `${vertex.entry.exposure === 'internet' ? 'internet' : vertex.entry.kind} by ${kind} ${namespace}/${name}`;
    }
    case 'cloud-identity':
      return `${cloudTexts[vertex.cloud]} ${vertex.name}`;
    case 'namespace-admin':
      return vertex.place === '*' ? 'administrator of any namespace' : `administrator of ${vertex.place}`;
    case 'secrets':
      return vertex.place === '*' ? 'every Secret' : `Secrets of ${vertex.place}`;
    default:
      return sinkTexts[vertex.type] ?? vertex.type;
  }
}

/** What `--from` takes for a position: `sa:ci/runner`, `Deployment/ci/runner`. */
export function positionKey(vertex: Vertex): string {
  if (vertex.type === 'subject') return subjectArgument(vertex.subject);
  if (vertex.type === 'cloud-identity') return vertex.name;
  if (vertex.type !== 'workload' && vertex.type !== 'entry-point') return vertex.type;
  const { kind, namespace, name } =
    vertex.type === 'workload' ? vertex.workload.reference : vertex.entry.object;
  return `${kind}/${namespace}/${name}`;
}

/** The sink that `--to` names. */
export function sinkNamed(text: string, attacks: readonly AttackGraph[]): SinkName {
  const all = new Set<string>(['namespace-admin:NAMESPACE', ...sinkNames]);
  const name = text === 'system:masters' ? 'system-masters' : text;
  if (attacks.some(({ sinks }) => sinks.has(name as SinkName))) return name as SinkName;
  if ((sinkNames as readonly string[]).includes(name)) return name as SinkName;
  const known = attacks.flatMap(({ sinks }) => [...sinks.keys()]);
  const near = nearest(name, known);
  throw new CliError(
    'usage',
    `"${text}" is nothing that a path leads to${near === undefined ? '' : `: did you mean ${near}?`}`,
    `One of ${listed([...all])}.`,
  );
}

/**
 * Positions that `--from` names in each cluster: a subject, `KIND/NAMESPACE/NAME` of a workload or of the object of an entry
 * point, or a bare name that only one has. None where it is there and leads nowhere.
 */
export function positionsNamed(
  text: string,
  attacks: readonly AttackGraph[],
): ReadonlyMap<AttackGraph, number[]> {
  const wanted = parseSubject(text);
  const found = new Map<AttackGraph, number[]>();
  const keys = new Set<string>();
  for (const attack of attacks) {
    const matches: number[] = [];
    for (const [at, vertex] of attack.vertices.entries()) {
      if (!isNameable(vertex)) continue;
      const key = positionKey(vertex);
      keys.add(key);
      const isIt =
        wanted !== undefined
          ? vertex.type === 'subject' && subjectKey(vertex.subject) === subjectKey(wanted)
          : key.toLowerCase() === text.toLowerCase() || nameOf(vertex) === text;
      if (isIt) matches.push(at);
    }
    found.set(attack, matches);
  }
  const all = [...found].flatMap(([attack, matches]) =>
    matches.map((at) => positionKey(attack.vertices[at] as Vertex)),
  );
  if (all.length === 0) {
    const idle = idleKeys(attacks);
    const meant = wanted === undefined ? text.toLowerCase() : subjectArgument(wanted);
    const same = [...idle].filter(([key, name]) =>
      wanted === undefined ? key.toLowerCase() === meant || name === text : key === meant,
    );
    all.push(...same.map(([key]) => key));
    if (same.length === 0) {
      const spoken = wanted === undefined ? `"${text}"` : formatSubject(wanted);
      const near = nearest(wanted === undefined ? text : meant, [...keys, ...idle.keys()]);
      throw new CliError(
        'usage',
        `Nothing that was read is or names ${spoken}${near === undefined ? '' : `: did you mean ${near}?`}`,
        'Write user:NAME, group:NAME, sa:NAMESPACE/NAME, or KIND/NAMESPACE/NAME of a workload.',
      );
    }
  }
  const distinct = [...new Set(all)];
  if (distinct.length > 1)
    throw new CliError('usage', `"${text}" is ${listed(distinct)}`, 'Write one of them.');
  return found;
}

/** Names of who and what is there, also of what leads nowhere, by the key that `--from` takes. */
function idleKeys(attacks: readonly AttackGraph[]): Map<string, string> {
  const names = knownSubjects(attacks.map(({ access }) => access));
  for (const { access } of attacks)
    for (const { reference } of access.cluster.workloads())
      names.set(`${reference.kind}/${reference.namespace}/${reference.name}`, reference.name);
  return names;
}

/** Whether `--from` can name it: what somebody is or runs, and not where it leads. */
function isNameable({ type }: Vertex): boolean {
  return type === 'subject' || type === 'workload' || type === 'entry-point' || type === 'cloud-identity';
}

function nameOf(vertex: Vertex): string {
  if (vertex.type === 'subject') return vertex.subject.name;
  if (vertex.type === 'workload') return vertex.workload.reference.name;
  return vertex.type === 'entry-point' ? vertex.entry.object.name : '';
}
