import { isJsonObject, type JsonObject, objectIn, objectsIn } from './json-object.ts';

/** Completes a value of one type; fixed defaults are there already. `minor` is that of the version: 37 for 1.37. */
export type Completion = (value: JsonObject, minor: number) => void;

/**
 * Defaults that depend on other fields of the same value, by the name of the type.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/v1/defaults.go and the files of the same name beside it
 */
export const computedDefaults: Readonly<Record<string, Completion>> = {
  'apps.v1.DeploymentStrategy': rollingUpdate,
  'apps.v1.DaemonSetUpdateStrategy': rollingUpdate,
  'apps.v1.StatefulSetSpec': (spec) => {
    if (spec['volumeClaimTemplates'] === undefined) return;
    spec['volumeClaimTemplates'] = objectsIn(spec['volumeClaimTemplates']).map((template) => ({
      ...template,
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      status: { phase: 'Pending' },
    }));
  },
  'apps.v1.StatefulSetUpdateStrategy': (strategy) => {
    if (strategy['type'] !== undefined) return;
    strategy['type'] = 'RollingUpdate';
    strategy['rollingUpdate'] ??= {};
  },
  'autoscaling.v2.HorizontalPodAutoscalerBehavior': (behavior) => {
    behavior['scaleUp'] = { ...scaleUpRules, ...objectIn(behavior['scaleUp']) };
    behavior['scaleDown'] = { ...scaleDownRules, ...objectIn(behavior['scaleDown']) };
  },
  'core.v1.Container': pullPolicy,
  'core.v1.EphemeralContainer': pullPolicy,
  'core.v1.ImageVolumeSource': (image, minor) => {
    if (minor >= imageVolumesSince) image['pullPolicy'] ??= pullPolicyOf(image['reference']);
  },
  'core.v1.PodSpec': (spec) => {
    const name = spec['serviceAccountName'] ?? spec['serviceAccount'];
    if (name === undefined) return;
    spec['serviceAccountName'] = name;
    spec['serviceAccount'] = name;
  },
  'core.v1.ResourceRequirements': (resources) => {
    for (const field of ['limits', 'requests']) asQuantities(resources, field);
  },
  'core.v1.ServicePort': (port) => {
    port['targetPort'] ??= port['port'];
  },
  'core.v1.Volume': (volume) => {
    if (Object.keys(volume).every((field) => field === 'name')) volume['emptyDir'] = {};
  },
  'networking.v1.NetworkPolicySpec': (spec) => {
    spec['policyTypes'] ??= ['Ingress', ...(spec['egress'] === undefined ? [] : ['Egress'])];
  },
  'rbac.v1.Subject': (subject) => {
    if (subject['kind'] === 'User' || subject['kind'] === 'Group')
      subject['apiGroup'] ??= 'rbac.authorization.k8s.io';
  },
};

/** https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/4639-oci-volume-source, on by default. */
const imageVolumesSince = 35;

function rollingUpdate(strategy: JsonObject): void {
  if (strategy['type'] === 'RollingUpdate') strategy['rollingUpdate'] ??= {};
}

/** https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#default-behavior */
const scaleUpRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const scaleDownRules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

function pullPolicy(container: JsonObject): void {
  container['imagePullPolicy'] ??= pullPolicyOf(container['image']);
}

/** https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting */
function pullPolicyOf(image: unknown): unknown {
  if (typeof image !== 'string') return 'IfNotPresent';
  const [name = '', digest] = image.split('@');
  const tag = /:([^/:]*)$/.exec(name)?.[1];
  return tag === 'latest' || (tag === undefined && digest === undefined && isReference(name))
    ? 'Always'
    : 'IfNotPresent';
}

/** A text that is no reference has no tag for the server, so that it is not `latest` either. */
function isReference(name: string): boolean {
  return /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/.test(
    name,
  );
}

/** Quantities are texts to the server, however they are written. */
function asQuantities(holder: JsonObject, field: string): void {
  const amounts = holder[field];
  if (!isJsonObject(amounts)) return;
  holder[field] = Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [
      name,
      typeof amount === 'number' ? String(amount) : amount,
    ]),
  );
}
