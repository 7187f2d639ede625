/**
 * What a name (an environment variable, a key of a ConfigMap, a flag, a field) says about its value. `strong` names a
 * password and nothing else; `weak` may as well name a reference to one, so the value has to look like a credential.
 */
export type NameStrength = 'strong' | 'weak';

const strongNouns = new Set([
  'password',
  'passwd',
  'pwd',
  'pass',
  'passphrase',
  'passcode',
  'pgpassword',
  'dbpassword',
  'userpassword',
  'rootpassword',
  'adminpassword',
  'sslpassword',
  'requirepass',
  'masterauth',
]);
const weakNouns = new Set([
  'secret',
  'token',
  'credential',
  'credentials',
  'apikey',
  'authtoken',
  'accesstoken',
  'identitytoken',
  'registrytoken',
  'clientsecret',
  'secretkey',
  'privatekey',
  'accesskey',
  'jwt',
  'authorization',
  'auth',
  'dsn',
  'authkey',
  'sharedkey',
  'accountkey',
  'sharedaccesskey',
  'pat',
  'pw',
  'creds',
  'userpass',
  'passwords',
  'psk',
]);
/** Of these a value is nearly always a password, but a reference or a user often enough not to count. */
const passwordLike = new Set(['pw', 'creds', 'credential', 'credentials', 'userpass', 'passwords']);
/** `key` alone names anything; after one of these it names a credential. */
const keyQualifiers = new Set([
  'api',
  'access',
  'secret',
  'private',
  'encryption',
  'signing',
  'auth',
  'account',
  'shared',
  'master',
  'license',
  'session',
  'hmac',
  'app',
  'service',
  'storage',
  'fernet',
  'unseal',
  'recovery',
  'subscription',
  'jwt',
  'token',
  'client',
  'server',
  'preshared',
  'bot',
  'admin',
  'deploy',
  'consumer',
  'decryption',
  'cipher',
  'aes',
  'crypto',
  'webhook',
  'integration',
  'ingestion',
  'cookie',
  'security',
  'internal',
]);
/** Words after the noun that do not change what the value is. */
const neutralSuffixes = new Set([
  'value',
  'default',
  'prod',
  'production',
  'dev',
  'staging',
  'test',
  'data',
  'base64',
  'b64',
  'old',
  'new',
  'primary',
  'secondary',
  'raw',
  'plain',
  'literal',
  'string',
  'base',
]);
/** Words before a noun that turn it into something public. */
const publicQualifiers = new Set([
  'public',
  'next',
  'continue',
  'page',
  'sync',
  'primary',
  'foreign',
  'partition',
  'sort',
  'csrf',
  'max',
  'min',
  'num',
  'completion',
  'prompt',
  'input',
  'output',
  'boarding',
]);

/** Before `secret` they say which object holds it: https://kubernetes.io/docs/concepts/containers/images/#specifying-imagepullsecrets-on-a-pod */
const objectQualifiers = new Set(['pull', 'existing', 'tls', 'ca', 'cert', 'certificate']);

/** etcd's name for a cluster that is being made, so that its members find each other: no secret. */
const publicEnding = /(?:^| )initial cluster token$/;

/** `checksum/secret` names a digest. */
const digestWords = new Set(['checksum', 'hash', 'digest', 'sha', 'sha256', 'fingerprint', 'thumbprint']);

/** Every noun has one of these in it. */
const anyNoun = /pass|pwd?|secret|token|key|cred|auth|jwt|dsn|psk|pat|cookie/i;

/** Undefined for names that do not name a credential: `secretName`, `PASSWORD_FILE`, `tokenExpirationSeconds`. */
export function nameStrength(name: string): NameStrength | undefined {
  if (name.length < 2 || name.length > 128) return undefined;
  let strength = remembered.get(name);
  if (strength === undefined) {
    if (remembered.size >= rememberedNames) remembered.clear();
    strength = (anyNoun.test(name) ? strengthOf(wordsOf(name)) : undefined) ?? 'none';
    remembered.set(name, strength);
  }
  return strength === 'none' ? undefined : strength;
}

/** Whether a `weak` name is that of a password all the same: `PW`, `ADMIN_CREDS`. */
export function maySayPassword(name: string): boolean {
  const words = wordsOf(name);
  while (words.length > 1 && isNeutral(words.at(-1) ?? '')) words.pop();
  return passwordLike.has(words.at(-1) ?? '');
}

/** A cluster has thousands of fields but few hundred names for them. */
const remembered = new Map<string, NameStrength | 'none'>();
const rememberedNames = 4096;

function strengthOf(words: string[]): NameStrength | undefined {
  // The hash of a password can be tried against guesses; that of a configuration is public.
  if (words.at(-1) === 'hash' && isPassword(words.at(-2)) && words[0] !== 'checksum') return 'weak';
  if (words.some((word) => digestWords.has(word))) return undefined;
  while (words.length > 1 && isNeutral(words.at(-1) ?? '')) words.pop();
  if (publicEnding.test(words.join(' '))) return undefined;
  const noun = words.at(-1);
  const before = words.at(-2);
  if (noun === undefined || (before !== undefined && publicQualifiers.has(before))) return undefined;
  if (noun === 'secret' && before !== undefined && objectQualifiers.has(before)) return undefined;
  if (strongNouns.has(noun)) return noun === 'pass' && words.length === 1 ? 'weak' : 'strong';
  if (weakNouns.has(noun)) return 'weak';
  if (noun === 'cookie') return before === 'erlang' ? 'weak' : undefined;
  return noun === 'key' && before !== undefined && keyQualifiers.has(before) ? 'weak' : undefined;
}

function isPassword(word: string | undefined): boolean {
  return word === 'password' || word === 'passwd';
}

function isNeutral(word: string): boolean {
  return neutralSuffixes.has(word) || /^\d+$/.test(word);
}

/** `spring.datasource.dbPassword` → spring, datasource, db, password. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/([A-Za-z])(\d+)$/, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
