import type { ClusterObject } from './object.ts';
import { type KeyOwner, keyOwnersAnnotation, readKeyOwners } from './redaction/key-owner.ts';

/** Whom keys of clouds in a Secret sign in as, as far as the door could tell. */
export function keyOwnersOf({ group, kind, body }: ClusterObject): KeyOwner[] {
  if (group !== '' || kind !== 'Secret') return [];
  return readKeyOwners(body.metadata.annotations?.[keyOwnersAnnotation]);
}
