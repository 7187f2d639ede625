import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { plimsoll } from './run-plimsoll.ts';

const demo = path.join(import.meta.dirname, '../../../demo');
const evidence = path.join(demo, 'evidence');
const whole = ['--complete', '--cluster-name', 'demo', '--kubernetes-version', '1.35', '-q'];

test('an audit counts access policies like bindings, with the command that takes them away', async () => {
  const { code, stdout } = await plimsoll(['identity', 'audit', demo, ...whole, '--evidence', evidence]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /user arn:aws:iam::412381753143:user\/mira +EKS access policy AmazonEKSClusterAdminPolicy/,
  );
  expect(stdout).toContain('aws eks disassociate-access-policy --cluster-name demo');
  expect(stdout).toMatch(/group shop:team-leads +not known: no evidence names its members/);
  expect(stdout).toContain('the entry of arn:aws:iam::412381753143:role/shop-auditor was not saved');
  expect(stdout).not.toContain('not connected.\nWhat identities');
});

test('the review sheet has a row for each member of a group', async () => {
  const { stdout } = await plimsoll([
    'identity',
    'audit',
    demo,
    ...whole,
    '--evidence',
    evidence,
    '-o',
    'csv',
  ]);
  expect(stdout).toContain(
    'demo,User/ines@shop.example,human,group shop:platform-admins,ClusterRole/cluster-admin',
  );
  expect(stdout).toContain('demo,Group/shop:team-leads,human,group (members not known)');
});

test('who-can and can-i know what evidence knows', async () => {
  const args = ['-f', demo, ...whole, '--evidence', evidence];
  const who = await plimsoll(['identity', 'who-can', 'delete', 'nodes', ...args]);
  expect(who.stdout).toContain(
    'EKS access policy AmazonEKSClusterAdminPolicy → ClusterRole cluster-admin, rules[0]',
  );
  expect(who.stdout).toContain(
    'group shop:platform-admins (2 members: ines@shop.example and tomas@shop.example)',
  );
  const role = 'user:arn:aws:iam::412381753143:role/shop-sre';
  const can = await plimsoll(['identity', 'can-i', role, 'create', 'pods/exec', ...args]);
  expect([can.code, can.stdout]).toEqual([0, expect.stringContaining('ClusterRoleBinding sre-debug')]);
  const without = await plimsoll(['identity', 'can-i', role, 'create', 'pods/exec', '-f', demo, ...whole]);
  expect(without.code).toBe(1);
});

test('a scan reports what is wrong with evidence, and goes on', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-evidence-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'x.json'), '{"hello": 1}');
  const { stdout } = await plimsoll([
    'scan',
    path.join(demo, 'ci'),
    '-q',
    '--evidence',
    folder,
    '-o',
    'json',
  ]);
  const { problems } = JSON.parse(stdout) as { problems: { code: string; message: string }[] };
  expect(problems).toMatchObject([
    { code: 'evidence-unknown', message: expect.stringContaining('the fields hello') as string },
  ]);
});

test('an answer says on standard error what of the evidence was not used', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-evidence-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'x.json'), '{"hello": 1}');
  const { stderr } = await plimsoll(['identity', 'audit', demo, ...whole, '--evidence', folder]);
  expect(stderr).toContain('no answer that is known: it has the fields hello (evidence-unknown)');
  const none = await plimsoll(['identity', 'audit', demo, ...whole, '--evidence', path.join(folder, 'none')]);
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('(evidence-missing)')]);
});

test('prints the commands of the cluster, with what is there already', async () => {
  const { code, stdout } = await plimsoll(['identity', 'evidence', demo, ...whole, '--evidence', evidence]);
  expect(code).toBe(0);
  expect(stdout).toContain(
    'aws eks list-access-entries --cluster-name demo --region REGION --output json >> evidence/eks-demo.json',
  );
  expect(stdout).toContain('# Fill in REGION: the cluster does not say it.');
  expect(stdout).toContain('# There already: the entry of');
});
