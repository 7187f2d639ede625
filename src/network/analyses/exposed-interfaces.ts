import { asList, asMap, asText, type Cluster, type ClusterObject, formatPath } from '../../cluster/index.ts';
import { analysisOf, type Evidence, type ReadKind, type ResultDraft } from '../../controls/index.ts';
import { type ExposedPort, exposureOf } from '../answers/exposure.ts';
import type { Pods } from '../services.ts';
import { connectingKinds, networkOf, policiesAreKnown } from './network-of.ts';
import { signInOf } from './sign-in.ts';

const entries: readonly ReadKind[] = [
  { group: '', kind: 'Service' },
  { group: 'networking.k8s.io', kind: 'Ingress' },
  { group: 'networking.k8s.io', kind: 'IngressClass' },
];

/**
 * Programs for administrators, known by their image, that the internet reaches through a Service, Ingress or route in the end:
 * policies, limits to addresses and sign-in at the Ingress count.
 */
export const exposedInterfaces = analysisOf(
  (cluster) => [...connectingKinds(cluster), ...entries],
  function* analyse({ cluster, parameters }) {
    const isInterface = imageMatcher((parameters['images'] ?? '').split('\n'));
    const seen = new Set<string>();
    for (const port of exposureOf(networkOf(cluster).engine)) {
      const { pods } = port;
      if (pods === undefined || port.exposure === 'internal') continue;
      const image = imagesAt(pods, port.port).find(isInterface);
      if (image === undefined || !policiesAreKnown(cluster, pods.workload.object.namespace)) continue;
      // What is reached comes first where one entry leads to several ports of a program.
      const draft = draftOf(cluster, port, pods, image);
      const key = `${port.entry.object.key} ${draft.detail} ${draft.verdict}`;
      if (!seen.has(key)) yield draft;
      seen.add(key);
    }
  },
);

/** Whether an image is one of some, told without registry and tag; `*` stands for one part of the name. */
function imageMatcher(names: readonly string[]): (image: string) => boolean {
  const patterns = names.map(
    (name) =>
      new RegExp(`(^|/)${name.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '[^/]+')}$`),
  );
  return (image) => {
    const name = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
    return patterns.some((pattern) => pattern.test(name));
  };
}

/** Images of the containers that declare a port; of all of them where none does. */
function imagesAt({ template }: Pods, port: number | undefined): string[] {
  const containers = template.containers.filter(({ type }) => type === 'container');
  const declaring = containers.filter(({ spec }) =>
    asList(spec['ports']).some((each) => asMap(each)['containerPort'] === port),
  );
  return (declaring.length > 0 ? declaring : containers).map(({ spec }) => asText(spec['image']));
}

function draftOf(cluster: Cluster, port: ExposedPort, { workload }: Pods, image: string): ResultDraft {
  const { entry, verdict, exposure, why } = port;
  const { group, kind, namespace, name } = entry.object;
  const subject = { group, kind, namespace, name };
  const of = `${workload.reference.kind} ${workload.reference.namespace}/${workload.reference.name}`;
  const about = { subject, detail: of };
  const signIn = signInOf(cluster, entry.object);
  if (verdict === 'blocked')
    return { ...about, verdict: 'pass', message: `Policies keep the internet from ${of}.` };
  if (entry.sourceRanges.length > 0 && !entry.sourceRanges.some((range) => range.endsWith('/0')))
    return { ...about, verdict: 'pass', message: `It is limited to ${entry.sourceRanges.join(', ')}.` };
  if (signIn !== undefined && 'asks' in signIn)
    return { ...about, verdict: 'pass', message: `Whoever comes is asked by ${signIn.asks}.` };
  const what = `${kind} ${namespace}/${name} leads to ${of}, an interface for administrators (${image})`;
  if (exposure === 'internet' && verdict === 'reached' && signIn === undefined)
    return {
      ...about,
      verdict: 'fail',
      message: `The internet reaches ${of}, an interface for administrators (${image}), through ${kind} ${namespace}/${name}: ${entry.evidence}.`,
      evidence: [evidenceOf(entry.object)],
    };
  const because = verdict === 'unknown' ? why : entry.evidence;
  const message =
    signIn === undefined
      ? `Whether the internet gets in is not known: ${what}; ${because}.`
      : `Whether somebody asks for a sign-in is not known: ${what}; ${signIn.perhaps}.`;
  return {
    ...about,
    verdict: 'unknown',
    message,
    unknown: { state: 'not-connected', ...(signIn === undefined && { source: 'cloud' }), message },
  };
}

function evidenceOf(object: ClusterObject): Evidence {
  const field = object.kind === 'Service' ? 'type' : 'rules';
  const value = asMap(object.body['spec'])[field];
  const position = object.origin?.locate(['spec', field]);
  return {
    path: formatPath(['spec', field]),
    ...(value !== undefined && { value: JSON.stringify(value) }),
    expected: 'reached from inside, or after a sign-in',
    ...(position !== undefined && { position }),
  };
}
