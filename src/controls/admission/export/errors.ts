/** Why nothing can be exported, by stable code. */
export const exportErrorCodes = {
  'export-version': 'there is no ValidatingAdmissionPolicy v1 before Kubernetes 1.30',
} as const;
