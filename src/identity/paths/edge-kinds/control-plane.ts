import type { EdgeKind } from './edge-kind.ts';
import { docs, practices } from './kubernetes-pages.ts';

const admission = `${docs}reference/access-authn-authz/extensible-admission-controllers/`;

/** What the API server asks others for: webhooks, other servers, names, whom AWS identities are. */
export const controlPlane = {
  'intercept-webhook': {
    title: 'Register an admission webhook',
    what: 'may have the API server send it what is written',
    difficulty: 'moderate',
    technique: 'T1557',
    source: `${practices}#control-admission-webhooks`,
    cut: 'Take the writing of webhook configurations away.',
  },
  'inject-by-webhook': {
    title: 'Rewrite pods by a mutating webhook',
    what: 'may rewrite every pod that is created, with any service account',
    difficulty: 'moderate',
    technique: 'T1610',
    source: admission,
    cut: 'Take the writing of mutating webhook configurations away.',
  },
  'hijack-api': {
    title: 'Serve an API group in place of its server',
    what: 'may have requests of an API group sent to a server of its own',
    difficulty: 'moderate',
    technique: 'T1557',
    source: `${docs}concepts/extend-kubernetes/api-extension/apiserver-aggregation/`,
    cut: 'Take the writing of apiservices away.',
  },
  'convert-resources': {
    title: 'Register a conversion webhook',
    what: 'may have custom resources sent to it for conversion',
    difficulty: 'moderate',
    technique: 'T1557',
    source: `${docs}tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/`,
    cut: 'Take `update` and `patch` on customresourcedefinitions away.',
  },
  'change-dns': {
    title: 'Answer names of the cluster',
    what: 'may change the configuration of the cluster DNS, and so where names lead',
    difficulty: 'moderate',
    technique: 'T1557',
    source: `${docs}tasks/administer-cluster/dns-custom-nameservers/`,
    cut: 'Take `update` and `patch` on configmaps in kube-system away.',
  },
  'map-aws-identity': {
    title: 'Map an AWS identity to system:masters',
    what: 'may change aws-auth, and so whom AWS identities are',
    difficulty: 'easy',
    technique: 'T1098.006',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html',
    cut: 'Take `update` and `patch` on configmaps in kube-system away, or change to access entries.',
    condition: 'the cluster still reads aws-auth',
  },
} as const satisfies Readonly<Record<string, EdgeKind>>;
