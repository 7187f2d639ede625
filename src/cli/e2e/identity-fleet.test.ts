import path from 'node:path';
import { expect, test } from 'vitest';
import { plimsoll } from './run-plimsoll.ts';

const fleet = path.join(import.meta.dirname, '../../../demo-fleet');
const about = (member: string, name: string) => [
  path.join(fleet, member),
  '--complete',
  '-q',
  '--kubernetes-version',
  '1.34',
  '--cluster-name',
  name,
  '--evidence',
  path.join(fleet, 'evidence', member),
];
const loyalty = about('aks', 'loyalty');
const recs = about('gke', 'gke_shop-recs_europe-west4_recs');

test('AKS: bindings, Azure roles and the certificate of administrators are one list of who may do everything', async () => {
  const { code, stdout, stderr } = await plimsoll(['identity', 'audit', ...loyalty]);
  expect([code, stderr]).toEqual([0, '']);
  for (const row of [
    /user sander@loyalty\.example +Azure role Azure Kubernetes Service Cluster Admin Role +since 2024-06-02/,
    /group 3f0c0f61-\S+ +Azure role Azure Kubernetes Service RBAC Cluster Admin of group loyalty-platform/,
    /group aa6e3c11-\S+ +Azure role Owner of group shop-cloud-owners/,
    /group c4d6a0c8-\S+ +ClusterRoleBinding old-operations/,
    /user 0f6de1a0-\S+1004 +Azure role Contributor/,
    /user 5c3a1e2b-\S+ +may run pods as any service account and with any Secret +Azure role Loyalty Deployer/,
    /group c4d6a0c8-\S+ \(Loyalty Ops \(old\) in Entra\) +not known: no evidence names its members/,
  ])
    expect(stdout).toMatch(row);
  // The role of this one only gives AcrPull to others, and neither reading nor fetching a credential is power.
  expect(stdout).not.toMatch(/8b0f2d4e|shop-auditors|Cluster User Role/);
});

test('AKS: what became of each declared identity, by what Entra was told to trust', async () => {
  const { stdout } = await plimsoll(['identity', 'audit', ...loyalty]);
  expect(stdout).toContain('2 declared but broken, 1 with a static credential, 2 federated');
  expect(stdout).toMatch(/partner-gateway +No federated credential of client \S+1003 is for/);
  expect(stdout).toMatch(/tier-calculation +Its account names client .* have no label/);
  const paths = await plimsoll(['identity', 'paths', ...loyalty, '--to', 'cloud-admin']);
  expect(paths.stdout).toContain('sa build/agent to administrator of the cloud: easy');
});

test('GKE: Google IAM and bindings are one list, with roles that people wrote and a grant on a condition', async () => {
  const { code, stdout, stderr } = await plimsoll(['identity', 'audit', ...recs]);
  expect([code, stderr]).toEqual([0, '']);
  for (const row of [
    /user jonas@shop\.example +Google role roles\/owner/,
    /user ines@shop\.example +Google role roles\/container\.admin/,
    /user terraform@\S+ +Google role roles\/owner/,
    /group oncall@shop\.example +may run pods as any service account .*Google role projects\/shop-recs\/roles\/gkeOncall/,
    /user juno@contractor\.example .* on the condition until the end of 2026/,
    /catalog-sync +A container has a key of a cloud in GOOGLE_APPLICATION_CREDENTIALS/,
    /loader +feature-loader@\S+ does not give roles\/iam\.workloadIdentityUser/,
  ])
    expect(stdout).toMatch(row);
  expect(stdout).toContain('3 federated');
  expect(stdout).toContain('not whole: roles from folders and the organization are not in it');
  expect(stdout).not.toMatch(/container\.defaultNodeServiceAccount|shop-auditors/);
});

test('GKE: the runner that owns the project leads to all of it, and a pod on a node pool without GKE_METADATA too', async () => {
  const { stdout } = await plimsoll(['identity', 'paths', ...recs, '--to', 'cloud-admin']);
  expect(stdout).toContain('sa deploy/terraform to administrator of the cloud: easy');
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'Deployment features/catalog-sync to administrator of the cloud',
  );
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('a node pool without GKE_METADATA');
});

test('the commands that are printed for a member are those whose answers are there', async () => {
  for (const [args, commands] of [
    [loyalty, ['az role assignment list', 'az identity federated-credential list']],
    [
      recs,
      ['gcloud projects get-iam-policy shop-recs', 'gcloud iam service-accounts list --project shop-recs'],
    ],
  ] as const) {
    const { stdout } = await plimsoll(['identity', 'evidence', ...args]);
    for (const command of commands) expect(stdout).toContain(command);
  }
});
