import type { Cluster } from '../cluster/index.ts';

/** A resource as RBAC names it. */
export interface ResourceName {
  readonly apiGroup: string;
  readonly resource: string;
  readonly subresource?: string;
  /** Undefined where nothing says. */
  readonly namespaced: boolean | undefined;
  /** False when neither Kubernetes nor the cluster knows it, so that the name may be a mistake. */
  readonly known: boolean;
}

/**
 * Built-in resources by API group: plural name, then other names that kubectl takes. A star marks those that belong to no
 * namespace. https://kubernetes.io/docs/reference/kubectl/#resource-types
 */
const builtIn: Readonly<Record<string, string>> = {
  '': `pods po pod, secrets secret, configmaps cm configmap, services svc service, serviceaccounts sa serviceaccount,
    endpoints ep, events ev event, limitranges limits limitrange, persistentvolumeclaims pvc persistentvolumeclaim,
    podtemplates podtemplate, replicationcontrollers rc replicationcontroller, resourcequotas quota resourcequota, bindings,
    nodes* no node, namespaces* ns namespace, persistentvolumes* pv persistentvolume, componentstatuses* cs, users* user,
    groups* group`,
  apps: `deployments deploy deployment, daemonsets ds daemonset, statefulsets sts statefulset, replicasets rs replicaset,
    controllerrevisions controllerrevision`,
  batch: 'jobs job, cronjobs cj cronjob',
  autoscaling: 'horizontalpodautoscalers hpa horizontalpodautoscaler',
  policy: 'poddisruptionbudgets pdb poddisruptionbudget, podsecuritypolicies* psp',
  'networking.k8s.io': `ingresses ing ingress, networkpolicies netpol networkpolicy, ingressclasses* ingressclass,
    ipaddresses* ip, servicecidrs*`,
  'discovery.k8s.io': 'endpointslices endpointslice',
  'events.k8s.io': 'events',
  'coordination.k8s.io': 'leases lease, leasecandidates',
  'rbac.authorization.k8s.io':
    'roles role, rolebindings rolebinding, clusterroles* clusterrole, clusterrolebindings* clusterrolebinding',
  'authentication.k8s.io': 'tokenreviews*, selfsubjectreviews*, uids*, userextras*',
  'authorization.k8s.io':
    'localsubjectaccessreviews, subjectaccessreviews*, selfsubjectaccessreviews*, selfsubjectrulesreviews*',
  'certificates.k8s.io':
    'certificatesigningrequests* csr, clustertrustbundles*, signers*, podcertificaterequests',
  'admissionregistration.k8s.io': `mutatingwebhookconfigurations*, validatingwebhookconfigurations*,
    validatingadmissionpolicies*, validatingadmissionpolicybindings*, mutatingadmissionpolicies*,
    mutatingadmissionpolicybindings*`,
  'apiextensions.k8s.io': 'customresourcedefinitions* crd crds',
  'apiregistration.k8s.io': 'apiservices* apiservice',
  'storage.k8s.io': `storageclasses* sc storageclass, csidrivers*, csinodes*, volumeattachments*, csistoragecapacities,
    volumeattributesclasses*`,
  'scheduling.k8s.io': 'priorityclasses* pc priorityclass',
  'node.k8s.io': 'runtimeclasses* runtimeclass',
  'flowcontrol.apiserver.k8s.io': 'flowschemas*, prioritylevelconfigurations*',
  'resource.k8s.io': 'resourceclaims, resourceclaimtemplates, deviceclasses*, resourceslices*',
  'metrics.k8s.io': 'nodes*, pods',
  'gateway.networking.k8s.io':
    'gateways gtw gateway, httproutes, grpcroutes, gatewayclasses* gc, referencegrants',
};

interface Known {
  readonly apiGroup: string;
  readonly resource: string;
  readonly namespaced: boolean;
}

const knownNames = new Map<string, Known>();
const clusterOnly = new Set<string>();
for (const [apiGroup, text] of Object.entries(builtIn)) {
  for (const entry of text.split(',')) {
    const [marked = '', ...others] = entry.trim().split(/\s+/);
    const namespaced = !marked.endsWith('*');
    const resource = namespaced ? marked : marked.slice(0, -1);
    if (!namespaced) clusterOnly.add(`${apiGroup}/${resource}`);
    for (const name of [resource, ...others]) {
      // The first group that has a name wins, as with kubectl: `events` is the core one.
      if (!knownNames.has(name)) knownNames.set(name, { apiGroup, resource, namespaced });
      knownNames.set(`${name}.${apiGroup}`, { apiGroup, resource, namespaced });
    }
  }
}

/** Every built-in resource, as group and plural name. */
export function* builtInResources(): Iterable<{ readonly apiGroup: string; readonly resource: string }> {
  const seen = new Set<string>();
  for (const [name, { apiGroup, resource }] of knownNames) {
    if (name !== `${resource}.${apiGroup}` || seen.has(name)) continue;
    seen.add(name);
    yield { apiGroup, resource };
  }
}

/** Whether a built-in resource belongs to no namespace, so that a RoleBinding cannot grant it. */
export function isClusterOnly(apiGroup: string, resource: string): boolean {
  return clusterOnly.has(`${apiGroup}/${resource.split('/')[0]}`);
}

/**
 * What a person means by `deploy`, `deployments.apps`, `pods/exec`, `widgets.example.com` or `*`. Custom resources are
 * known from the cluster; a name that nothing knows is taken literally, its group after the first dot.
 */
export function resourceNamed(text: string, clusters: readonly Cluster[]): ResourceName {
  const slash = text.indexOf('/');
  const subresource = slash < 0 ? undefined : text.slice(slash + 1);
  const name = slash < 0 ? text : text.slice(0, slash);
  return { ...resourceOf(name, clusters), ...(subresource !== undefined && { subresource }) };
}

function resourceOf(name: string, clusters: readonly Cluster[]): ResourceName {
  const lower = name.toLowerCase();
  const builtin = knownNames.get(lower);
  if (builtin !== undefined) return { ...builtin, known: true };
  const dot = lower.indexOf('.');
  const [resource, apiGroup] = dot < 0 ? [lower, undefined] : [lower.slice(0, dot), lower.slice(dot + 1)];
  for (const cluster of clusters) {
    const served = cluster.coverage.resources.find(
      (row) => row.resource === resource && (apiGroup === undefined || row.group === apiGroup),
    );
    if (served) return { apiGroup: served.group, resource, namespaced: served.namespaced, known: true };
    for (const { body } of cluster.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
      const { group, names, scope } = (body['spec'] ?? {}) as CustomResource;
      const called = [
        names?.plural,
        names?.singular,
        names?.kind?.toLowerCase(),
        ...(names?.shortNames ?? []),
      ];
      if (group !== undefined && names?.plural && called.includes(resource) && (apiGroup ?? group) === group)
        return { apiGroup: group, resource: names.plural, namespaced: scope !== 'Cluster', known: true };
    }
  }
  return { apiGroup: apiGroup ?? '', resource, namespaced: undefined, known: resource === '*' };
}

interface CustomResource {
  readonly group?: string;
  readonly scope?: string;
  readonly names?: {
    readonly plural?: string;
    readonly singular?: string;
    readonly kind?: string;
    readonly shortNames?: readonly string[];
  };
}
