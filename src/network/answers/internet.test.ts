import { expect, test } from 'vitest';
import { pod, policy, world } from '../../../testkit/network/small-world.ts';
import { internetOf } from './internet.ts';

/** Of shop/web, which is let out by these rules alone. */
function grade(egress: readonly object[], ips: readonly string[] = ['10.0.0.1']) {
  const closed = policy('shop/web', { podSelector: {}, policyTypes: ['Egress'], egress });
  const { engine } = world([pod('shop/web', { ips }), closed]);
  const [web] = engine.pods;
  return web && internetOf(engine, web);
}

const to = (cidr: string, ...ports: object[]) => ({ to: [{ ipBlock: { cidr } }], ports });
const but = (...except: string[]) => ({ to: [{ ipBlock: { cidr: '0.0.0.0/0', except } }] });

test('an exception leaves the internet, and private networks are none of it', () => {
  expect(grade([but('1.2.3.4/32')])).toBe('any-port');
  expect(grade([but('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16')])).toBe('any-port');
  expect(grade([to('10.0.0.0/8')])).toBe('none');
  expect(grade([to('8.8.8.0/24')])).toBe('some-addresses');
});

test('by ports: all of TCP, port 443 alone with or without that of QUIC, or some', () => {
  expect(grade([to('0.0.0.0/0')])).toBe('any-port');
  expect(grade([to('0.0.0.0/0', { port: 443 })])).toBe('port-443');
  expect(grade([to('0.0.0.0/0', { port: 443 }, { port: 443, protocol: 'UDP' })])).toBe('port-443');
  expect(grade([to('0.0.0.0/0', { port: 443 }, { port: 80 })])).toBe('some-ports');
  expect(grade([to('0.0.0.0/0', { port: 440, endPort: 450 })])).toBe('some-ports');
  expect(grade([to('0.0.0.0/0', { port: 443 }), to('8.8.8.8/32')])).toBe('port-443');
});

// https://www.rfc-editor.org/rfc/rfc4291#section-2.4: 2000::/3 is what is handed out
test('by the families that a pod has, and of none known perhaps by IPv6', () => {
  expect(grade([to('::/0')], ['2001:db8::5'])).toBe('any-port');
  expect(grade([to('2000::/3')], ['2001:db8::5'])).toBe('any-port');
  expect(grade([to('2606:4700::/32')], ['2001:db8::5'])).toBe('some-addresses');
  expect(grade([to('fd00::/8')], ['2001:db8::5'])).toBe('none');
  expect(grade([to('::/0')], ['10.0.0.1'])).toBe('none');
  expect(grade([to('0.0.0.0/0', { port: 443 }), to('::/0')], ['10.0.0.1', '2001:db8::5'])).toBe('any-port');
  expect(grade([to('0.0.0.0/0')], [])).toBe('any-port');
  expect(grade([to('::/0')], [])).toBe('unknown');
});
