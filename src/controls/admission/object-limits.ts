import type { ClusterObject } from '../../cluster/index.ts';

/** What the API server takes in one request: https://github.com/kubernetes/apiserver/blob/master/pkg/server/config.go, MaxRequestBodyBytes. */
const maximumRequestBytes = 3 * 1024 * 1024;

/** Whether a JSON value is larger than a request may be; stops counting when it is. */
export function isTooLarge(value: unknown): boolean {
  let left = maximumRequestBytes;
  const stack: unknown[] = [value];
  while (stack.length > 0 && left >= 0) {
    const item = stack.pop();
    if (typeof item === 'string') left -= item.length + 2;
    else if (item === null || typeof item !== 'object') left -= 4;
    else {
      for (const key of Object.keys(item)) {
        if (!Array.isArray(item)) left -= key.length + 3;
        left -= 1;
        stack.push((item as Record<string, unknown>)[key]);
      }
    }
  }
  return left < 0;
}

/** Kinds of admissionregistration.k8s.io configure admission, and the rest is only asked, never stored. */
const unseen: Readonly<Record<string, readonly string[]>> = {
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'authentication.k8s.io': ['SelfSubjectReview', 'TokenReview'],
  'authorization.k8s.io': [
    'LocalSubjectAccessReview',
    'SelfSubjectAccessReview',
    'SelfSubjectRulesReview',
    'SubjectAccessReview',
  ],
};

/**
 * Objects that no policy is asked about.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubeapiserver/admission/exclusion/resources.go
 */
export function isUnseenByPolicies({ group, kind }: ClusterObject): boolean {
  return unseen[group]?.includes(kind) === true;
}
