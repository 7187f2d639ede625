import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askedPorts, randomWorld } from '../../../testkit/network/random-world.ts';
import { isIn, parseAddress } from '../address.ts';
import { externalReachOf, holdsPort, rangeText } from './external.ts';

const addresses = ['9.9.9.9', '8.8.4.4', '203.0.113.1', '2001:db8::1'];

describe('what policies let through from and to outside', () => {
  test('is exactly what answers about single addresses say', () => {
    fc.assert(
      fc.property(randomWorld, ({ engine, answer }) => {
        const rows = [...externalReachOf(engine)];
        const { classes } = engine.universe;
        for (const { index, pods } of classes)
          for (const { namespace, name } of pods)
            for (const text of addresses) {
              const address = parseAddress(text);
              if (address === undefined) throw new Error(`${text} is no address`);
              for (const [protocol, port] of askedPorts)
                for (const direction of ['ingress', 'egress'] as const) {
                  const told = rows.some(
                    (row) =>
                      row.pods === index &&
                      row.direction === direction &&
                      row.ranges.some((range) => isIn(address, range)) &&
                      holdsPort(engine, row.ports, { protocol, port }),
                  );
                  const place = `${namespace}/${name}`;
                  const { verdict } =
                    direction === 'egress'
                      ? answer(place, text, port, protocol)
                      : answer(text, place, port, protocol);
                  expect(told).toBe(verdict === 'allow');
                }
            }
      }),
      { numRuns: 60 },
    );
  });

  test('ranges are told by their ends', () => {
    expect(rangeText({ family: 4, first: 0x0a000000n, last: 0x0a0000ffn })).toBe('10.0.0.0-10.0.0.255');
    expect(rangeText({ family: 4, first: 1n, last: 1n })).toBe('0.0.0.1');
  });
});
