import { expect, test } from 'vitest';
import { natureOf } from './subject.ts';

const user = (name: string) => natureOf({ kind: 'User', name });

test('people, machines and everybody are told by their names, and roles of a cloud are not known', () => {
  expect(natureOf({ kind: 'ServiceAccount', namespace: 'ci', name: 'runner' })).toBe('machine');
  expect(natureOf({ kind: 'Group', name: 'system:authenticated' })).toBe('everybody');
  expect(natureOf({ kind: 'Group', name: 'system:masters' })).toBe('human');
  expect(user('mira@shop.example')).toBe('human');
  expect(user('arn:aws:iam::412381753143:user/mira')).toBe('human');
  expect(user('builder@shop.iam.gserviceaccount.com')).toBe('machine');
  expect(user('arn:aws:iam::412381753143:role/deployer')).toBe('unknown');
  expect(user('arn:aws-us-gov:sts::412381753143:assumed-role/deployer/session')).toBe('unknown');
  expect(user('6f1b8c2e-0d1a-4c3b-9e55-0a1b2c3d4e5f')).toBe('unknown');
  // What Entra calls a group by is no sign of who is in it.
  expect(natureOf({ kind: 'Group', name: '6f1b8c2e-0d1a-4c3b-9e55-0a1b2c3d4e5f' })).toBe('human');
  // IAM Identity Center names the roles of its permission sets so.
  expect(
    user(
      'arn:aws:iam::412381753143:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef',
    ),
  ).toBe('human');
});
