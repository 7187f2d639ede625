import type { AnalysisRegistry } from '../../controls/index.ts';
import { abilities } from '../abilities/ability.ts';
import { furtherAbilities } from '../abilities/further-abilities.ts';
import { abilityAnalysis, everythingAnalysis, furtherAnalysis } from './ability-analysis.ts';
import {
  cloudAuthentication,
  openMetadata,
  sharedCredentials,
  workloadFederation,
} from './cloud-settings.ts';
import { clusterDns } from './cluster-dns.ts';
import { modifiedDefault } from './defaults.ts';
import {
  anonymousBinding,
  defaultAccountBinding,
  everyIdentityBinding,
  mastersBinding,
} from './everybody.ts';
import { nodeIdentity } from './node-identity.ts';
import { podManagedIdentity } from './pod-managed-identity.ts';
import { powerfulWorkload } from './powerful-workload.ts';
import { relabelledNamespace } from './relabelled-namespace.ts';
import { sharedCloudRole } from './shared-cloud-role.ts';
import { crossNamespaceSubject, danglingBinding, unboundRole, unusedServiceAccount } from './stale.ts';
import { strongerAccount } from './stronger-account.ts';
import { workloadIdentity } from './workload-identity.ts';

/** What the controls about identity ask, by the name that they use. */
export const identityAnalyses: AnalysisRegistry = {
  'everything-in-cluster': everythingAnalysis('cluster'),
  'everything-in-namespace': everythingAnalysis('namespace'),
  'bind-roles': abilityAnalysis(abilities.bindRoles, 'cluster'),
  'escalate-roles': abilityAnalysis(abilities.escalateRoles, 'cluster'),
  'rule-namespace': abilityAnalysis(abilities.ruleNamespace, 'anywhere'),
  impersonate: abilityAnalysis(abilities.impersonate, 'cluster'),
  'impersonate-service-accounts': abilityAnalysis(abilities.impersonateServiceAccounts, 'cluster'),
  'mint-tokens': abilityAnalysis(abilities.mintTokens, 'cluster'),
  'read-secrets': abilityAnalysis(abilities.readSecrets, 'cluster'),
  'create-workloads': abilityAnalysis(abilities.createWorkloads, 'cluster'),
  'enter-pods': abilityAnalysis(abilities.enterPods, 'cluster'),
  'nodes-proxy': abilityAnalysis(abilities.nodesProxy, 'cluster'),
  'approve-certificates': abilityAnalysis(abilities.approveCertificates, 'cluster'),
  'change-admission': abilityAnalysis(abilities.changeAdmission, 'cluster'),
  'create-persistent-volumes': abilityAnalysis(abilities.createPersistentVolumes, 'cluster'),
  'erase-traces': abilityAnalysis(abilities.eraseTraces, 'cluster'),
  'serve-api-groups': furtherAnalysis(furtherAbilities.serveApiGroups, 'cluster'),
  'change-resource-definitions': furtherAnalysis(furtherAbilities.changeResourceDefinitions, 'cluster'),
  'rewrite-secrets': furtherAnalysis(furtherAbilities.rewriteSecrets, 'cluster'),
  'change-nodes': furtherAnalysis(furtherAbilities.changeNodes, 'cluster'),
  'read-nodes': furtherAnalysis(furtherAbilities.readNodes, 'cluster'),
  'redirect-services': furtherAnalysis(furtherAbilities.redirectServices, 'cluster'),
  'loosen-network-policies': furtherAnalysis(furtherAbilities.loosenNetworkPolicies, 'cluster'),
  'delete-access': furtherAnalysis(furtherAbilities.deleteAccess, 'cluster'),
  'change-policies': furtherAnalysis(furtherAbilities.changePolicies, 'cluster'),
  'delete-namespaces': furtherAnalysis(furtherAbilities.deleteNamespaces, 'cluster'),
  'reach-pods': furtherAnalysis(furtherAbilities.reachPods, 'cluster'),
  'sign-certificates': furtherAnalysis(furtherAbilities.signCertificates, 'cluster'),
  'change-trust-bundles': furtherAnalysis(furtherAbilities.changeTrustBundles, 'cluster'),
  'change-storage': furtherAnalysis(furtherAbilities.changeStorage, 'cluster'),
  'change-service-accounts': furtherAnalysis(furtherAbilities.changeServiceAccounts, 'cluster'),
  'use-security-contexts': furtherAnalysis(furtherAbilities.useSecurityContexts, 'anywhere'),
  'system-secrets': furtherAnalysis(furtherAbilities.systemSecrets, 'namespace'),
  'map-aws-identities': furtherAnalysis(furtherAbilities.mapAwsIdentities, 'anywhere', {
    reads: [{ group: '', kind: 'ConfigMap' }],
    isThere: (cluster) =>
      cluster.find({ group: '', kind: 'ConfigMap', namespace: 'kube-system', name: 'aws-auth' }) !==
      undefined,
  }),
  'stronger-account': strongerAccount,
  'anonymous-binding': anonymousBinding,
  'every-identity-binding': everyIdentityBinding,
  'masters-binding': mastersBinding,
  'default-account-binding': defaultAccountBinding,
  'cluster-dns': clusterDns,
  'modified-default': modifiedDefault,
  'dangling-binding': danglingBinding,
  'unbound-role': unboundRole,
  'unused-service-account': unusedServiceAccount,
  'cross-namespace-subject': crossNamespaceSubject,
  'powerful-workload': powerfulWorkload,
  'workload-identity': workloadIdentity,
  'shared-cloud-role': sharedCloudRole,
  'relabelled-namespace': relabelledNamespace,
  'workload-federation': workloadFederation,
  'cloud-authentication': cloudAuthentication,
  'shared-credentials': sharedCredentials,
  'open-metadata': openMetadata,
  'node-identity': nodeIdentity,
  'pod-managed-identity': podManagedIdentity,
};
