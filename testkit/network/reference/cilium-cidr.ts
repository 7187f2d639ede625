import { contains } from './address.ts';
import { at, has, items, type Json, text, texts } from './json.ts';
import { selects } from './label-selector.ts';
import type { End } from './packet.ts';
import { ofKind, type World } from './world.ts';

/**
 * «CIDR rules do not apply to traffic where both sides of the connection are either managed by Cilium or use an IP belonging
 * to a node in the cluster (including host networking pods)», unless nodes are asked for.
 * https://docs.cilium.io/en/stable/security/policy/language/#ip-cidr-based
 */
export function ciliumCidrMatches(world: World, entry: Json, peer: End, cidrMatchesNodes: boolean): boolean {
  const onNode = peer.node !== undefined || peer.pod?.hostNetwork === true;
  if (onNode ? !cidrMatchesNodes : peer.pod !== undefined) return false;
  const blocks = typeof entry === 'string' ? [entry] : blocksOf(world, entry);
  if (!blocks.some((block) => blockContains(block, peer.address))) return false;
  return !items(entry, 'except').some((except) => blockContains(String(except), peer.address));
}

/** «cidr», «cidrGroupRef» or «cidrGroupSelector»: https://docs.cilium.io/en/stable/network/kubernetes/ciliumcidrgroup/ */
function blocksOf(world: World, entry: Json): readonly string[] {
  if (has(entry, 'cidr')) return [text(entry, 'cidr')];
  return ofKind(world.objects, 'CiliumCIDRGroup', 'cilium.io')
    .filter((group) =>
      has(entry, 'cidrGroupRef')
        ? text(group, 'metadata', 'name') === text(entry, 'cidrGroupRef')
        : has(entry, 'cidrGroupSelector') &&
          selects(at(entry, 'cidrGroupSelector'), texts(group, 'metadata', 'labels')),
    )
    .flatMap((group) => items(group, 'spec', 'externalCIDRs').map(String));
}

/** An address without a length is itself. */
function blockContains(block: string, address: string): boolean {
  if (block.includes('/')) return contains(block, address);
  return contains(`${block}/${block.includes(':') ? 128 : 32}`, address);
}
