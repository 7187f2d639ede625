import { expect, test } from 'vitest';
import { compareMaps, readConnections } from './compare-maps.ts';

const ours = `src,dst,conn
203.0.0.0-203.0.0.127 203.0.1.0-203.0.1.127,a/web[Pod],"TCP 80,443; UDP 53"
a/web[Pod],b/db[Pod],"all connections"
`;

test('two spellings of one map are equal', () => {
  const theirs = `src,dst,conn,network
203.0.0.0-203.0.0.127[External],a/web[Pod],"UDP 53,TCP 443,80",pod-network
203.0.1.0-203.0.1.127[External],a/web[Pod],"TCP 80,443,UDP 53",pod-network
a/web[Pod],b/db[Pod],All Connections,pod-network
`;
  expect(compareMaps(readConnections(ours), readConnections(theirs))).toEqual([]);
});

test('a connection that one lacks and one on other ports are differences', () => {
  const theirs = `src,dst,conn,network
203.0.0.0-203.0.0.127[External],a/web[Pod],"TCP 80",pod-network
203.0.1.0-203.0.1.127[External],a/web[Pod],"TCP 80,443,UDP 53",pod-network
a/web[Pod],c/db[Pod],All Connections,pod-network
`;
  expect(compareMaps(readConnections(ours), readConnections(theirs))).toEqual([
    { pair: '203.0.0.0-203.0.0.127 -> a/web[Pod]', ours: 'TCP 443,80;UDP 53', theirs: 'TCP 80' },
    { pair: 'a/web[Pod] -> b/db[Pod]', ours: 'all connections' },
    { pair: 'a/web[Pod] -> c/db[Pod]', theirs: 'all connections' },
  ]);
});
