import { asList, asMap, asText, type Cluster, type EntryPoint } from '../cluster/index.ts';
import {
  type ControllerFamily,
  cloudClasses,
  cloudControllers,
  controllerFamilies,
  openshiftRouterLabel,
} from './route-controller-families.ts';
import type { Pods, Services } from './services.ts';

/** Whether an entry point is a route, which a controller answers for. */
export function isRoute({ kind }: EntryPoint): boolean {
  return (
    kind === 'ingress' || kind === 'gateway-route' || kind === 'openshift-route' || kind === 'traefik-route'
  );
}

/** Pods that answer for Ingresses and other routes; none where a load balancer of the cloud does. */
export function routeControllers(services: Services): readonly Pods[] {
  return services
    .allPods()
    .filter(
      (pods) =>
        openshiftRouterLabel in pods.template.labels ||
        (familiesOf(pods).length > 0 &&
          (pods.template.labels['app.kubernetes.io/component'] ?? 'controller') === 'controller'),
    );
}

/** Who answers for a route. */
export type Answering<Controller> =
  /** Pods, of which several stay possible where nothing tells them apart. */
  | { readonly by: 'pods'; readonly controllers: readonly Controller[] }
  /** A load balancer of the cloud, which has addresses outside the cluster. */
  | { readonly by: 'cloud' }
  /** A controller in the cluster that was not read, or is not known by its labels. */
  | { readonly by: 'unread'; readonly what: string };

/**
 * Who answers for a route, by its class: the controller that the class names, and the class that a controller is told to take.
 * A controller is left out only where it surely answers for others alone.
 * https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class
 */
export function answeringFor<Controller extends { readonly pods: Pods }>(
  entry: EntryPoint,
  controllers: readonly Controller[],
  cluster: Cluster,
): Answering<Controller> {
  const asked = classOf(entry, cluster);
  const judged = controllers.map((controller) => ({
    controller,
    answer: answers(controller.pods, entry, asked),
  }));
  const sure = judged.filter(({ answer }) => answer === 'yes');
  const possible = sure.length > 0 ? sure : judged.filter(({ answer }) => answer === 'perhaps');
  if (possible.length > 0) return { by: 'pods', controllers: possible.map(({ controller }) => controller) };
  if (asked.isOfCloud) return { by: 'cloud' };
  if (entry.kind === 'traefik-route') return { by: 'unread', what: 'no Traefik was read' };
  if (entry.kind === 'openshift-route') return { by: 'unread', what: 'no router of OpenShift was read' };
  if (asked.name !== undefined)
    return { by: 'unread', what: `no controller of class ${asked.name} was read` };
  return cluster.knowledgeOf('', 'Pod').complete && controllers.length === 0
    ? { by: 'cloud' }
    : { by: 'unread', what: 'its controller was not read' };
}

/** What a route says of who shall answer for it. */
interface AskedClass {
  /** Of the class; undefined where it names none. */
  readonly name: string | undefined;
  /** That the class names; empty where the class is not there. */
  readonly controllers: readonly string[];
  readonly isOfCloud: boolean;
}

function classOf(entry: EntryPoint, cluster: Cluster): AskedClass {
  const { name, controllers } =
    entry.kind === 'ingress'
      ? ingressClassOf(entry, cluster)
      : entry.kind === 'gateway-route'
        ? gatewayClassOf(entry, cluster)
        : { name: undefined, controllers: [] };
  const isOfCloud =
    controllers.length > 0
      ? controllers.every((each) => isOneOf(cloudControllers, each))
      : name !== undefined && cloudClasses.has(name);
  return { name, controllers, isOfCloud };
}

/** https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class */
function ingressClassOf({ object: { body } }: EntryPoint, cluster: Cluster) {
  const classes = [...cluster.ofKind('networking.k8s.io', 'IngressClass')];
  const written =
    asText(asMap(body['spec'])['ingressClassName']) ||
    (body.metadata.annotations?.['kubernetes.io/ingress.class'] ?? '');
  const usual = classes.filter(
    (each) => each.body.metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true',
  );
  const name = written || (usual.length === 1 ? (usual[0]?.name ?? '') : '');
  const controllers = classes
    .filter((each) => each.name === name)
    .map((each) => asText(asMap(each.body['spec'])['controller']));
  return { name: name || undefined, controllers };
}

/** https://gateway-api.sigs.k8s.io/api-types/gatewayclass/ */
function gatewayClassOf({ object }: EntryPoint, cluster: Cluster) {
  const group = 'gateway.networking.k8s.io';
  const names = asList(asMap(object.body['spec'])['parentRefs']).map((parent) => {
    const { namespace, name } = asMap(parent);
    const gateway = cluster.find({
      group,
      kind: 'Gateway',
      namespace: asText(namespace) || object.namespace,
      name: asText(name),
    });
    return asText(asMap(gateway?.body['spec'])['gatewayClassName']);
  });
  const controllers = names.map((name) =>
    asText(
      asMap(cluster.find({ group, kind: 'GatewayClass', namespace: '', name })?.body['spec'])[
        'controllerName'
      ],
    ),
  );
  return {
    name: names.find((name) => name !== ''),
    controllers: controllers.includes('') ? [] : controllers,
  };
}

function answers(pods: Pods, { kind }: EntryPoint, asked: AskedClass): 'yes' | 'perhaps' | 'no' {
  const isRouter = openshiftRouterLabel in pods.template.labels;
  // An Ingress becomes a Route there. https://github.com/openshift/route-controller-manager
  if (isRouter || kind === 'openshift-route')
    return isRouter && kind !== 'traefik-route' && isOpenshiftClass(kind, asked) ? 'perhaps' : 'no';
  const families = familiesOf(pods);
  if (kind === 'traefik-route') return families.some(({ names }) => names.includes('traefik')) ? 'yes' : 'no';
  if (kind === 'ingress' || kind === 'gateway-route') {
    const able = families.filter(({ without = [] }) => !without.includes(kind));
    const found = able.map((family) => byClass(pods, family, asked));
    return found.includes('yes') ? 'yes' : found.includes('perhaps') ? 'perhaps' : 'no';
  }
  return 'no';
}

function isOpenshiftClass(kind: EntryPoint['kind'], { controllers }: AskedClass): boolean {
  return (
    kind === 'openshift-route' ||
    (kind === 'ingress' && controllers.every((each) => each.startsWith('openshift.io/')))
  );
}

/** Whether a controller of a family takes a class, by what it is told and what the class names. */
function byClass(pods: Pods, family: ControllerFamily, asked: AskedClass): 'yes' | 'perhaps' | 'no' {
  const { name, controllers, isOfCloud } = asked;
  if (name === undefined) return 'perhaps';
  if (isOfCloud) return 'no';
  const own = settingsOf(pods, controllerSettings);
  const classes = settingsOf(pods, classSettings);
  if (controllers.length === 0) {
    if (classes.length > 0) return classes.includes(name) ? 'yes' : 'no';
    return name === family.usualClass ? 'yes' : 'perhaps';
  }
  const isNamed = controllers.some((each) =>
    own.length > 0 ? own.includes(each) : isOneOf(family.controllers, each),
  );
  if (!isNamed) return goesByName(pods) && classes.includes(name) ? 'yes' : 'no';
  return family.isChosenByController || classes.length === 0 || classes.includes(name) ? 'yes' : 'no';
}

/** Options by which a controller is told what a class has to name. */
const controllerSettings = ['controller-class'];

/** Options by which a controller is told the class that it takes. */
const classSettings = [
  'ingress-class',
  'ingress.class',
  'ingress-class-name',
  'providers.kubernetesingress.ingressclass',
];

/** Values of options of a controller, given by arguments or, as that of Kong, by variables. */
function settingsOf({ template: { containers } }: Pods, options: readonly string[]): string[] {
  return containers.flatMap(({ spec }) => {
    const words = [...asList(spec['command']), ...asList(spec['args'])].map(asText);
    const given = words.flatMap((word, index) => {
      const [, option = '', value] = /^--?([^=]+)(?:=(.*))?$/.exec(word) ?? [];
      return options.includes(option.toLowerCase()) ? [value ?? words[index + 1] ?? ''] : [];
    });
    const variables = asList(spec['env'])
      .map(asMap)
      .flatMap(({ name, value }) =>
        options.includes(
          asText(name)
            .replace(/^CONTROLLER_/, '')
            .toLowerCase()
            .replaceAll('_', '-'),
        )
          ? [asText(value)]
          : [],
      );
    return [...given, ...variables].filter((value) => value !== '');
  });
}

/** Of ingress-nginx: https://kubernetes.github.io/ingress-nginx/user-guide/cli-arguments/ */
function goesByName({ template: { containers } }: Pods): boolean {
  return containers.some(({ spec }) =>
    [...asList(spec['command']), ...asList(spec['args'])].some((word) =>
      /^--?ingress-class-by-name(=true)?$/.test(asText(word)),
    ),
  );
}

function familiesOf({ template: { labels } }: Pods): readonly ControllerFamily[] {
  const name = labels['app.kubernetes.io/name'] ?? labels['app'] ?? '';
  return controllerFamilies.filter(({ names }) => names.includes(name));
}

function isOneOf(known: readonly string[], controller: string): boolean {
  return known.some(
    (each) => controller === each || controller.startsWith(each.endsWith('/') ? each : `${each}/`),
  );
}
