import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askedPorts, randomWorld } from '../../../testkit/network/random-world.ts';
import { parseAddress } from '../address.ts';
import { has } from './bitset.ts';

test('rows say of every pair and port what the slow answer says', () => {
  fc.assert(
    fc.property(randomWorld, ({ engine, answer }) => {
      const { universe } = engine;
      const names = engine.pods.map(({ namespace: space, name }) => `${space}/${name}`);
      const outside = ['8.8.8.8', '9.9.9.9', '10.9.9.9'];
      for (const source of [...names, ...outside])
        for (const destination of [...names, ...outside]) {
          if (source === destination || (outside.includes(source) && outside.includes(destination))) continue;
          for (const [protocol, number] of askedPorts) {
            const { egress, ingress } = answer(source, destination, number, protocol);
            const from = place(source);
            const to = place(destination);
            const atom = universe.ports.at(protocol, number);
            const asked = `${source} ${destination} ${number}`;
            expect(rowAllows(from, to, atom, 'egress'), asked).toBe(egress.verdict === 'allow');
            expect(rowAllows(to, from, atom, 'ingress'), asked).toBe(ingress.verdict === 'allow');
          }
        }

      function place(name: string): number {
        const found = engine.pods[names.indexOf(name)];
        return found === undefined ? universe.blockAt(addressOf(name)) : universe.classOf(found);
      }

      function rowAllows(of: number, peerAt: number, atom: number, direction: 'ingress' | 'egress') {
        if (of >= universe.classes.length) return true;
        const row = engine.row(of, direction);
        return row === 'open' || row.some(({ ports, peers }) => has(ports, atom) && has(peers, peerAt));
      }
    }),
    { numRuns: 150 },
  );
});

function addressOf(text: string) {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(text);
  return address;
}
