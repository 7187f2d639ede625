/** A product that answers for routes from inside the cluster. */
export interface ControllerFamily {
  /** What its charts call it, in the label `app.kubernetes.io/name` or `app`. */
  readonly names: readonly string[];
  /** What an IngressClass or GatewayClass names as its controller; names of one's own may follow. */
  readonly controllers: readonly string[];
  /** The class of Ingresses that it takes where nothing names another. */
  readonly usualClass?: string;
  /**
   * Whether the controller of the class alone decides, whatever the class is called: `--controller-class`.
   * https://kubernetes.github.io/ingress-nginx/user-guide/multiple-ingress/
   */
  readonly isChosenByController?: true;
  /** What it does not answer for. */
  readonly without?: readonly ('ingress' | 'gateway-route')[];
}

/** https://kubernetes.io/docs/concepts/services-networking/ingress-controllers/ and the IngressClass of each chart. */
export const controllerFamilies: readonly ControllerFamily[] = [
  {
    names: ['ingress-nginx', 'nginx-ingress'],
    controllers: ['k8s.io/ingress-nginx'],
    usualClass: 'nginx',
    isChosenByController: true,
    without: ['gateway-route'],
  },
  {
    names: ['nginx-ingress'],
    controllers: ['nginx.org/ingress-controller'],
    usualClass: 'nginx',
    without: ['gateway-route'],
  },
  {
    names: ['traefik'],
    controllers: ['traefik.io/ingress-controller', 'traefik.io/gateway-controller'],
    usualClass: 'traefik',
  },
  {
    names: ['haproxy-ingress'],
    controllers: ['haproxy-ingress.github.io/controller'],
    usualClass: 'haproxy',
    isChosenByController: true,
  },
  {
    names: ['kubernetes-ingress'],
    controllers: ['haproxy.org/ingress-controller', 'haproxy.org/gateway-controller'],
  },
  { names: ['contour', 'envoy'], controllers: ['projectcontour.io/'], usualClass: 'contour' },
  {
    names: ['envoy', 'gateway', 'gateway-helm'],
    controllers: ['gateway.envoyproxy.io/'],
    without: ['ingress'],
  },
  {
    names: ['kong', 'gateway'],
    controllers: ['ingress-controllers.konghq.com/', 'konghq.com/'],
    usualClass: 'kong',
  },
  { names: ['istio-ingressgateway'], controllers: ['istio.io/'], usualClass: 'istio' },
  { names: ['apisix'], controllers: ['apisix.apache.org/'], usualClass: 'apisix' },
];

/** What names the load balancers of clouds as the controller of a class. */
export const cloudControllers: readonly string[] = [
  'ingress.k8s.aws/',
  'eks.amazonaws.com/',
  'elbv2.k8s.aws/',
  'gateway.k8s.aws/',
  'application-networking.k8s.aws/',
  'k8s.io/ingress-gce',
  'networking.gke.io/',
  'azure/application-gateway',
  'alb.networking.azure.io/',
];

/** Classes that those take whose class is not there: of GKE it never is. https://cloud.google.com/kubernetes-engine/docs/concepts/ingress */
export const cloudClasses: ReadonlySet<string> = new Set([
  'alb',
  'gce',
  'gce-internal',
  'azure-application-gateway',
  'azure/application-gateway',
]);

/** Of pods of the router of OpenShift. https://docs.redhat.com/en/documentation/openshift_container_platform/latest/html/ingress_and_load_balancing/ */
export const openshiftRouterLabel = 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller';
