import type { Subject } from './subject.ts';

const agents: readonly (readonly [RegExp, string])[] = [
  [/^\d+@cloudservices\.gserviceaccount\.com$/, 'Google'],
  [
    /^service-\d+@(?:gcp-sa-[a-z0-9-]+|compute-system|container-engine-robot|containerregistry|serverless-robot-prod|gcf-admin-robot|dataflow-service-producer-prod|dataproc-accounts|cloud-filer|cloud-redis|service-networking)\.iam\.gserviceaccount\.com$/,
    'Google',
  ],
  [/^arn:aws[\w-]*:iam::\d*:role\/aws-service-role\//, 'AWS'],
];

/**
 * The cloud that made an identity and works with it, which says not to take its rights away: the agents of Google's services
 * in a project, and roles that are linked to a service of AWS. Undefined for all others.
 * https://cloud.google.com/iam/docs/service-agents
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 */
export function cloudAgentOwner(subject: Subject): string | undefined {
  if (subject.kind !== 'User') return undefined;
  return agents.find(([pattern]) => pattern.test(subject.name))?.[1];
}
