import type { EdgeKind } from './edge-kind.ts';
import { docs } from './kubernetes-pages.ts';

const hostPath = `${docs}concepts/storage/volumes/#hostpath`;
const capabilities = 'https://man7.org/linux/man-pages/man7/capabilities.7.html';
const narrowPod = 'Remove the setting from the pod, or enforce Pod Security `baseline` in its namespace.';

/** Out of a container onto a node, and from there. */
export const nodes = {
  'drain-nodes': {
    title: 'Drive pods onto the held node',
    what: 'is on a node, and may drive the pods of all others off theirs, so that they are made again there',
    difficulty: 'moderate',
    technique: 'T1578',
    source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/',
    cut: 'Limit what the program changes on nodes to its own (a ValidatingAdmissionPolicy), or keep powerful pods on nodes of their own.',
    condition: 'a controller makes the pods again, and their rules let them run on the held node',
  },
  'escape-container': {
    title: 'Leave the container',
    what: 'leaves the container',
    difficulty: 'easy',
    technique: 'T1611',
    source: `${docs}concepts/security/pod-security-standards/`,
    cut: narrowPod,
  },
  'escape-by-capability': {
    title: 'Leave the container by a capability',
    what: 'leaves the container by a capability',
    difficulty: 'moderate',
    technique: 'T1611',
    source: capabilities,
    cut: narrowPod,
    condition: 'seccomp and AppArmor or SELinux of the node let it through',
  },
  'write-node': {
    title: 'Write files of the node',
    what: 'writes files that the node executes',
    difficulty: 'easy',
    technique: 'T1611',
    source: hostPath,
    cut: narrowPod,
  },
  'read-node': {
    title: 'Read files of the node',
    what: 'reads credentials of the node',
    difficulty: 'moderate',
    technique: 'T1552.001',
    source: hostPath,
    cut: narrowPod,
  },
  'node-pods': {
    title: 'Take over the pods of a node',
    what: 'holds every pod of the node, with its tokens and Secrets',
    difficulty: 'easy',
    technique: 'T1552.007',
    source: `${docs}reference/access-authn-authz/node/`,
    cut: 'Keep powerful accounts on nodes of their own.',
  },
  'node-identity': {
    title: 'Act as the node',
    what: 'acts with the credential of the kubelet',
    difficulty: 'easy',
    technique: 'T1552.001',
    source: `${docs}reference/access-authn-authz/node/`,
    cut: 'Remove bindings of the group system:nodes: the Node authorizer decides for nodes.',
  },
  'control-plane-keys': {
    title: "Take the keys of the cluster's authority",
    what: 'reads the signing key of the control plane',
    difficulty: 'easy',
    technique: 'T1552.004',
    source: `${docs}setup/best-practices/certificates/`,
    cut: 'Let nothing but the control plane run on its nodes.',
  },
} as const satisfies Readonly<Record<string, EdgeKind>>;
