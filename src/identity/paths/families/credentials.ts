import { allSigners, clientSigner } from '../../powers/power-groups.ts';
import { accountOfTokenSecret } from '../../token-secrets.ts';
import type { Consequence } from '../graph-builder.ts';
import type { Holding } from '../holding.ts';
import type { Terrain } from '../terrain.ts';
import { everywhere, type Place } from '../vertex.ts';
import { type Family, holds, leads, over, overAny } from './family.ts';

/**
 * Tokens and certificates of others: TokenRequest, a Secret that a controller fills with a token, Secrets that are there,
 * and client certificates, whose approval needs the right to approve for the signer as well.
 * https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization
 */
export const credentials: Family = function* credentials(held, place, terrain) {
  const tokens = held.get('mintToken');
  if (tokens === 'all') yield leads('mint-token', terrain.hub('any-account', place), 'mintToken');
  else if (tokens !== undefined)
    for (const { name, vertex } of terrain.accountsNamed(tokens, place))
      yield leads('mint-token', vertex, { power: 'mintToken', name });

  const reading = holds(held, 'listSecrets') ? 'listSecrets' : 'getSecrets';
  if (holds(held, 'createSecret') && holds(held, reading))
    yield leads('token-by-secret', terrain.hub('any-account', place), 'createSecret', reading);
  if (holds(held, 'listSecrets')) yield leads('list-secrets', terrain.secrets(place), 'listSecrets');
  if (held.get('getSecrets') === 'all') yield leads('get-secrets', terrain.secrets(place), 'getSecrets');
  for (const power of ['getSecrets', 'listSecrets'] as const)
    yield* namedSecrets(held, power, place, terrain);

  const approval = overAny(held, 'approveRequest');
  if (place !== everywhere || !holds(held, 'createRequest') || approval === undefined) return;
  const signer = holds(held, 'approveSigner', clientSigner) ? clientSigner : allSigners;
  if (!holds(held, 'approveSigner', signer)) return;
  for (const hub of ['any-user', 'any-group', 'any-account'] as const)
    yield leads(
      'issue-certificate',
      terrain.hub(hub, everywhere),
      'createRequest',
      approval,
      over(held, 'approveSigner', signer),
    );
};

/** Secrets that are read by name; whoever lists them names one by a field selector. */
function* namedSecrets(
  held: Holding,
  power: 'getSecrets' | 'listSecrets',
  place: Place,
  terrain: Terrain,
): Iterable<Consequence> {
  const names = held.get(power);
  if (names === undefined || names === 'all') return;
  for (const name of names) {
    for (const namespace of place === everywhere ? terrain.namespaces : [place]) {
      const secret = terrain.cluster.find({ group: '', kind: 'Secret', namespace, name });
      if (secret === undefined) continue;
      const account = accountOfTokenSecret(secret);
      const vertex = account && terrain.knownSubject(account);
      if (vertex !== undefined) yield leads('token-in-secret', vertex, { power, name });
      for (const key of terrain.cloudKeys.get(secret.key) ?? [])
        yield leads('key-in-secret', key, { power, name });
    }
  }
}
