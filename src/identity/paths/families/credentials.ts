import { accountOfTokenSecret } from '../token-secrets.ts';
import { everywhere } from '../vertex.ts';
import { type Family, holds, leads, over } from './family.ts';

const clientSigner = 'kubernetes.io/kube-apiserver-client';
const allSigners = 'kubernetes.io/*';

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
  const secrets = held.get('getSecrets');
  if (secrets === 'all') yield leads('get-secrets', terrain.secrets(place), 'getSecrets');
  else if (secrets !== undefined) {
    for (const name of secrets) {
      for (const namespace of place === everywhere ? terrain.namespaces : [place]) {
        const secret = terrain.cluster.find({ group: '', kind: 'Secret', namespace, name });
        const account = secret && accountOfTokenSecret(secret);
        const vertex = account && terrain.knownSubject(account);
        if (vertex !== undefined) yield leads('token-in-secret', vertex, { power: 'getSecrets', name });
        for (const key of (secret && terrain.cloudKeys.get(secret.key)) ?? [])
          yield leads('key-in-secret', key, { power: 'getSecrets', name });
      }
    }
  }

  if (place !== everywhere || !holds(held, 'createRequest') || held.get('approveRequest') === undefined)
    return;
  const signer = holds(held, 'approveSigner', clientSigner) ? clientSigner : allSigners;
  if (!holds(held, 'approveSigner', signer)) return;
  const [request] = held.get('approveRequest') ?? [];
  const approval = over(held, 'approveRequest', request ?? '');
  for (const hub of ['any-user', 'any-group', 'any-account'] as const)
    yield leads(
      'issue-certificate',
      terrain.hub(hub, everywhere),
      'createRequest',
      approval,
      over(held, 'approveSigner', signer),
    );
};
