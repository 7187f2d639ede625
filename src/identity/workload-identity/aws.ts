import type { ClusterEvidence } from '../evidence/cluster-evidence.ts';
import type { IamRole } from '../evidence/model.ts';
import { trustsPodIdentity, trustsWebIdentity } from '../evidence/trust-policy.ts';
import { definesWebIdentity } from './cloud-use.ts';
import { type Asking, annotationOf, type CloudIdentity, tokenSubject } from './outcome.ts';

const roleAnnotation = 'eks.amazonaws.com/role-arn';

/**
 * EKS Pod Identity, which comes first where both are there, and IAM roles for service accounts.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html,
 * https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 */
export function awsIdentity(
  asking: Asking,
  evidence: ClusterEvidence | undefined,
): CloudIdentity | undefined {
  return podIdentity(asking, evidence) ?? webIdentity(asking, evidence);
}

function podIdentity(asking: Asking, evidence: ClusterEvidence | undefined): CloudIdentity | undefined {
  const associations = (evidence?.podIdentities ?? []).filter(
    ({ namespace, serviceAccount }) => namespace === asking.namespace && serviceAccount === asking.name,
  );
  if (evidence === undefined || associations.length === 0) return undefined;
  const identity = associations.find(({ roleArn }) => roleArn !== undefined)?.roleArn;
  const about = {
    how: 'EKS Pod Identity',
    object: asking.template.object,
    path: [...asking.template.specPath, 'serviceAccountName'],
  };
  if (identity === undefined)
    return {
      ...about,
      state: 'unknown',
      message: 'It has an association with a role that was not saved',
      proof: 'aws eks describe-pod-identity-association',
    };
  const found = roleOf(identity, evidence);
  const named = { ...about, identity };
  if (found === 'not-saved')
    return {
      ...named,
      state: 'unknown',
      message: `Whether ${identity} trusts EKS Pod Identity is not known`,
      proof: getRole(identity),
    };
  if (found === 'missing')
    return {
      ...named,
      state: 'broken',
      message: `Its association names ${identity}, which IAM does not have`,
    };
  return trustsPodIdentity(found.trust)
    ? { ...named, state: 'federated', message: `It is ${identity} by an association` }
    : {
        ...named,
        state: 'broken',
        message: `Its association names ${identity}, which does not let pods.eks.amazonaws.com assume it and tag the session`,
      };
}

function webIdentity(asking: Asking, evidence: ClusterEvidence | undefined): CloudIdentity | undefined {
  const { account, template } = asking;
  const identity = annotationOf(account, roleAnnotation);
  if (account === undefined || identity === undefined) return undefined;
  const about = { how: 'IRSA', identity, object: account, path: ['metadata', 'annotations', roleAnnotation] };
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/.test(identity))
    return {
      ...about,
      state: 'broken',
      message: `Its account names "${identity}", which is no ARN of a role`,
    };
  const own = definesWebIdentity(template);
  if (own !== undefined)
    return {
      ...about,
      object: template.object,
      path: own.path,
      state: 'unknown',
      message: `A container sets ${own.name} itself, so that EKS gives it no token of ${identity}`,
      proof: 'what the program does with it',
    };
  const found = evidence === undefined ? 'not-saved' : roleOf(identity, evidence);
  if (evidence === undefined || found === 'not-saved')
    return {
      ...about,
      state: 'unknown',
      message: `Whether ${identity} trusts this account is not known`,
      proof: getRole(identity),
    };
  if (found === 'missing')
    return { ...about, state: 'broken', message: `Its account names ${identity}, which IAM does not have` };
  const issuer = evidence.description?.issuer;
  if (issuer === undefined)
    return {
      ...about,
      state: 'unknown',
      message: 'The issuer of the cluster is not known',
      proof: 'aws eks describe-cluster',
    };
  const audience = annotationOf(account, 'eks.amazonaws.com/audience') ?? 'sts.amazonaws.com';
  const trust = trustsWebIdentity(found.trust, { issuer, subject: tokenSubject(asking), audience });
  if (trust === undefined)
    return {
      ...about,
      state: 'broken',
      message: `${identity} does not trust ${tokenSubject(asking)} of this cluster`,
    };
  const wide = [
    ...(trust.wide
      ? [
          `${identity} trusts more service accounts than this one: its condition on sub is a pattern, or there is none`,
        ]
      : []),
    ...(trust.anyAudience
      ? [
          `${identity} checks no audience, so that tokens for every audience of the identity provider are let in`,
        ]
      : []),
  ];
  return {
    ...about,
    state: 'federated',
    message: `It is ${identity} by its token`,
    ...(wide.length > 0 && { wide: wide.join('; ') }),
  };
}

/** A role is missing only where all roles of its account were listed. */
function roleOf(arn: string, { iamRoles, files }: ClusterEvidence): IamRole | 'missing' | 'not-saved' {
  const role = iamRoles.find((each) => each.arn === arn);
  if (role !== undefined) return role;
  const listed = new Set(
    files.filter(({ answers }) => answers.includes('aws iam list-roles')).map(({ file }) => file),
  );
  const account = arn.split(':')[4];
  return iamRoles.some((each) => listed.has(each.file) && each.arn.split(':')[4] === account)
    ? 'missing'
    : 'not-saved';
}

function getRole(arn: string): string {
  return `aws iam get-role --role-name ${arn.slice(arn.lastIndexOf('/') + 1)}`;
}
