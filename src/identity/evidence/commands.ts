import { type Cluster, providerOf } from '../../cluster/index.ts';
import { boundObjectIds } from './entra-groups.ts';

/** Commands whose answers are evidence about a cluster, to be run in a shell; or why none are known. */
export interface EvidenceCommands {
  readonly provider: string;
  readonly commands: readonly string[];
  /** What the person has to fill in, for the cluster does not tell it. */
  readonly fill: readonly string[];
}

/** The exact commands for a cluster, each with the file it writes to `folder`. They read only. */
export function evidenceCommands(cluster: Cluster, folder: string): EvidenceCommands {
  const provider = providerOf(cluster);
  switch (provider) {
    case 'eks':
      return eks(cluster, folder);
    case 'aks':
      return aks(cluster, folder);
    case 'gke':
      return gke(cluster, folder);
    default:
      return { provider, commands: [], fill: [] };
  }
}

/** https://docs.aws.amazon.com/cli/latest/reference/eks/ */
function eks({ identity }: Cluster, folder: string): EvidenceCommands {
  const [, region, name] =
    [identity.context, identity.name]
      .map((text) => /^arn:[^:]+:eks:([^:]+):[^:]*:cluster\/([\w.-]+)$/.exec(text ?? ''))
      .find((match) => match !== null) ?? [];
  const [, hostRegion] = /\.([a-z0-9-]+)\.eks\.amazonaws\.com/.exec(identity.server ?? '') ?? [];
  const cluster = name ?? nameOr(identity.name, 'CLUSTER');
  const regionFlag = ` --region ${region ?? hostRegion ?? 'REGION'}`;
  const file = `${folder}/eks-${cluster}.json`;
  const of = `--cluster-name ${cluster}${regionFlag} --output json`;
  return {
    provider: 'eks',
    commands: [
      `aws eks describe-cluster --name ${cluster}${regionFlag} --output json > ${file}`,
      `aws eks list-access-entries ${of} >> ${file}`,
      `for arn in $(aws eks list-access-entries --cluster-name ${cluster}${regionFlag} --query 'accessEntries[]' --output text); do aws eks describe-access-entry --principal-arn "$arn" ${of}; aws eks list-associated-access-policies --principal-arn "$arn" ${of}; done >> ${file}`,
      `aws eks list-pod-identity-associations ${of} >> ${file}`,
      `for id in $(aws eks list-pod-identity-associations --cluster-name ${cluster}${regionFlag} --query 'associations[].associationId' --output text); do aws eks describe-pod-identity-association --association-id "$id" ${of}; done >> ${file}`,
      `aws iam list-roles --output json > ${folder}/iam-roles.json`,
      `aws iam get-account-authorization-details --filter Role LocalManagedPolicy AWSManagedPolicy --output json > ${folder}/iam-policies.json`,
      `aws ec2 describe-instances --filters Name=tag-key,Values=kubernetes.io/cluster/${cluster}${regionFlag} --output json > ${folder}/instances-${cluster}.json`,
    ],
    fill: [cluster, regionFlag].flatMap((text) => /CLUSTER|REGION/.exec(text)?.[0] ?? []),
  };
}

/** https://learn.microsoft.com/cli/azure/aks */
function aks(described: Cluster, folder: string): EvidenceCommands {
  const { identity } = described;
  const groups = boundObjectIds(described);
  const cluster = nameOr(identity.context ?? identity.name, 'CLUSTER');
  return {
    provider: 'aks',
    commands: [
      `az aks show --resource-group GROUP --name ${cluster} --output json > ${folder}/aks-${cluster}.json`,
      `az role assignment list --scope "$(az aks show --resource-group GROUP --name ${cluster} --query id --output tsv)" --include-inherited --include-groups --output json > ${folder}/role-assignments-${cluster}.json`,
      `az role definition list --output json > ${folder}/role-definitions.json`,
      `az identity list --output json > ${folder}/identities.json`,
      `az identity list --query '[].[name,resourceGroup]' --output tsv | while read -r name group; do az identity federated-credential list --identity-name "$name" --resource-group "$group" --output json; done > ${folder}/federated-credentials.json`,
      ...(groups.length === 0
        ? []
        : [
            `for group in ${groups.join(' ')}; do az ad group show --group "$group" --output json; done > ${folder}/groups-${cluster}.json`,
            `(echo group,user; for group in ${groups.join(' ')}; do az ad group member list --group "$group" --query '[].userPrincipalName' --output tsv | sed "s/^/$group,/"; done) > ${folder}/groups.csv`,
          ]),
    ],
    fill: ['GROUP', ...(cluster === 'CLUSTER' ? ['CLUSTER'] : [])],
  };
}

/** https://cloud.google.com/sdk/gcloud/reference */
function gke({ identity }: Cluster, folder: string): EvidenceCommands {
  const [, project = 'PROJECT', location = 'LOCATION', name] =
    [identity.context, identity.name]
      .map((text) => /^gke_([\w-]+)_([\w-]+)_([\w-]+)$/.exec(text ?? ''))
      .find((match) => match !== null) ?? [];
  const cluster = name ?? nameOr(identity.name, 'CLUSTER');
  return {
    provider: 'gke',
    commands: [
      `gcloud container clusters describe ${cluster} --location ${location} --project ${project} --format=json > ${folder}/gke-${cluster}.json`,
      `gcloud projects get-iam-policy ${project} --format=json > ${folder}/project-${project}.json`,
      `gcloud asset search-all-iam-policies --scope=projects/${project} --format=json > ${folder}/policies-${project}.json`,
      `for role in $(gcloud iam roles list --project ${project} --format='value(name)'); do gcloud iam roles describe "\${role##*/}" --project ${project} --format=json; done > ${folder}/roles-${project}.json`,
      `gcloud iam service-accounts list --project ${project} --format=json > ${folder}/service-accounts-${project}.json`,
    ],
    fill: [project, location, cluster].filter((text) => /^(PROJECT|LOCATION|CLUSTER)$/.test(text)),
  };
}

/** A name that a shell takes as it is, or the word to fill in. */
function nameOr(text: string, missing: string): string {
  return /^[A-Za-z0-9][\w.-]*$/.test(text) ? text : missing;
}
