import { type Bitset, isEqual, members } from '../engine/bitset.ts';
import type { PortAtoms } from '../engine/port-atoms.ts';

/** Ports as people read them: `all connections`, `TCP 80,8000-8010; UDP 53`. What has no port is told where it is allowed. */
export function portsText(
  { universe: { ports } }: { readonly universe: { readonly ports: PortAtoms } },
  set: Bitset,
): string {
  if (isEqual(set, ports.all)) return 'all connections';
  const byProtocol = new Map<string, { first: number; last: number }[]>();
  let others = false;
  for (const member of members(set)) {
    const atom = ports.atoms[member];
    if (atom === undefined) {
      others = true;
      continue;
    }
    const runs = byProtocol.get(atom.protocol) ?? [];
    byProtocol.set(atom.protocol, runs);
    const last = runs.at(-1);
    if (last !== undefined && last.last + 1 === atom.first) last.last = atom.last;
    else runs.push({ first: atom.first, last: atom.last });
  }
  const texts = [...byProtocol].map(
    ([protocol, runs]) =>
      `${protocol} ${runs.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(',')}`,
  );
  return [...texts, ...(others ? ['other protocols'] : [])].join('; ');
}
