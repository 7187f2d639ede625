import { type Fields, isFields } from '../unstructured.ts';
import { parseRedacted } from './redacted.ts';

/** Whom a key of a cloud in a Secret signs in as. Its name is no secret: policies and logs of the cloud name it. */
export interface KeyOwner {
  readonly cloud: 'google' | 'azure';
  /** Address of a service account of Google, client id of an application of Entra. */
  readonly identity: string;
}

/** Annotation of an admitted Secret with what {@link formatKeyOwners} writes. */
export const keyOwnersAnnotation = 'plimsoll.dev/signs-in-as';

const googleAddress = /^[a-z0-9][a-z0-9-]{0,62}@[a-z0-9][a-z0-9.-]{0,62}\.gserviceaccount\.com$/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const longestKeyFile = 16_384;

/** Names of the three parts of a key of Entra, in variables and in files of its tools. */
const azureNames = [
  { id: 'AZURE_CLIENT_ID', key: 'AZURE_CLIENT_SECRET' },
  { id: 'ARM_CLIENT_ID', key: 'ARM_CLIENT_SECRET' },
  { id: 'aadClientId', key: 'aadClientSecret' },
  // Other providers call theirs so too: with a tenant it is one of Entra.
  { id: 'clientId', key: 'clientSecret', tenant: 'tenantId' },
  { id: 'client-id', key: 'client-secret', tenant: 'tenant-id' },
  { id: 'client_id', key: 'client_secret', tenant: 'tenant_id' },
] as const;

/**
 * Whose keys a Secret holds, as text; undefined for none. Of a value nothing is taken but an address or a client id, and
 * only from the field that a key file or the variables of the cloud's libraries have for it, in its exact form. A
 * Secret whose values are taken out already says it itself.
 * https://cloud.google.com/iam/docs/keys-create-delete, https://learn.microsoft.com/azure/developer/intro/authentication-environment-variables
 */
export function ownersOfKeysIn(secret: Fields): string | undefined {
  const values = new Map<string, string>();
  let taken = false;
  for (const [field, encoded] of [
    ['data', true],
    ['stringData', false],
  ] as const) {
    for (const [name, value] of Object.entries(isFields(secret[field]) ? secret[field] : {})) {
      if (typeof value !== 'string') continue;
      if (parseRedacted(value)) taken = true;
      else if (value.length <= longestKeyFile)
        values.set(name, encoded ? Buffer.from(value, 'base64').toString('utf8') : value);
    }
  }
  if (values.size > 0) return formatKeyOwners(ownersIn(values));
  const { annotations } = isFields(secret['metadata']) ? secret['metadata'] : {};
  const told = isFields(annotations) ? annotations[keyOwnersAnnotation] : undefined;
  return taken ? formatKeyOwners(readKeyOwners(told)) : undefined;
}

/** What the annotation says; nothing but owners in their exact form. */
export function readKeyOwners(text: unknown): KeyOwner[] {
  if (typeof text !== 'string') return [];
  return text.split(',').flatMap((part): KeyOwner[] => {
    const [cloud, identity = '', ...more] = part.split(' ');
    if (more.length > 0) return [];
    if (cloud === 'google' && googleAddress.test(identity)) return [{ cloud, identity }];
    return cloud === 'azure' && uuid.test(identity) ? [{ cloud, identity }] : [];
  });
}

/** `google loader@shop.iam.gserviceaccount.com,azure 0f6de1a0-7d3c-4f0b-8a5e-1b0c5d1e1004` */
function formatKeyOwners(owners: readonly KeyOwner[]): string | undefined {
  const texts = new Set(owners.map(({ cloud, identity }) => `${cloud} ${identity}`));
  return texts.size === 0 ? undefined : [...texts].sort().join(',');
}

function ownersIn(values: ReadonlyMap<string, string>): KeyOwner[] {
  return [
    ...azureOwners((name) => values.get(name)?.trim()),
    ...[...values.values()].flatMap((text): KeyOwner[] => {
      const file = keyFile(text);
      return file === undefined ? [] : [...googleOwners(file), ...azureOwners((name) => file[name])];
    }),
  ];
}

function keyFile(text: string): Fields | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const file: unknown = JSON.parse(text);
    return isFields(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

function googleOwners({ type, private_key: key, client_email: identity }: Fields): KeyOwner[] {
  const isKey = type === 'service_account' && typeof key === 'string' && key.includes('PRIVATE KEY');
  return isKey && typeof identity === 'string' && googleAddress.test(identity)
    ? [{ cloud: 'google', identity }]
    : [];
}

function azureOwners(valueOf: (name: string) => unknown): KeyOwner[] {
  return azureNames.flatMap((names): KeyOwner[] => {
    const identity = valueOf(names.id);
    const key = valueOf(names.key);
    const tenant = 'tenant' in names ? valueOf(names.tenant) : undefined;
    const isAzure = !('tenant' in names) || (typeof tenant === 'string' && uuid.test(tenant));
    return isAzure &&
      typeof key === 'string' &&
      key !== '' &&
      typeof identity === 'string' &&
      uuid.test(identity)
      ? [{ cloud: 'azure', identity: identity.toLowerCase() }]
      : [];
  });
}
