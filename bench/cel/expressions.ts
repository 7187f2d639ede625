const pod = 'object.spec.template.spec';
const all = `(${pod}.containers + (has(${pod}.initContainers) ? ${pod}.initContainers : []))`;

/** Twelve expressions of the kinds ValidatingAdmissionPolicies are made of. */
export const expressions: readonly string[] = [
  'object.spec.replicas <= 5',
  `!has(${pod}.hostNetwork) || ${pod}.hostNetwork == false`,
  `${pod}.containers.all(c, has(c.resources) && has(c.resources.limits) && 'memory' in c.resources.limits)`,
  `${pod}.containers.all(c, has(c.securityContext) && has(c.securityContext.allowPrivilegeEscalation) && c.securityContext.allowPrivilegeEscalation == false)`,
  `${all}.all(c, has(c.securityContext) && has(c.securityContext.capabilities) && has(c.securityContext.capabilities.drop) && c.securityContext.capabilities.drop.exists(d, d == 'ALL'))`,
  `${pod}.containers.all(c, c.image.startsWith('registry.example.com/'))`,
  `${all}.all(c, c.image.contains('@sha256:') && !c.image.endsWith(':latest'))`,
  `has(object.metadata.labels) && ['app', 'team', 'env'].all(l, l in object.metadata.labels)`,
  `!has(${pod}.volumes) || ${pod}.volumes.all(v, !has(v.hostPath))`,
  `${pod}.containers.all(c, !has(c.env) || c.env.all(e, !has(e.value) || e.name != 'PASSWORD'))`,
  `object.metadata.namespace in ['payments', 'orders', 'catalog'] && object.metadata.name.size() < 64`,
  `${pod}.containers.map(c, c.name).filter(n, n.startsWith('w')).size() == 2 && ${pod}.serviceAccountName != 'default'`,
];
