/**
 * Whether a value that stands where a credential may stand is one, and not a reference, a template, a switch or a
 * placeholder. `strong` is for names that mean nothing but a password: there, short and simple values count too.
 */
export function isLiteralCredential(value: string, strength: 'strong' | 'weak'): boolean {
  if (value.length < (strength === 'strong' ? 4 : 8) || value.length > 4096) return false;
  if (isReference(value) || isPlaceholder(value) || publishable.test(value)) return false;
  return strength === 'strong' ? !/^\d{1,5}$/.test(value) : looksRandom(value) || shippedDefaults.has(value);
}

/** Keys that the issuer means for browsers, where everybody reads them: https://docs.stripe.com/keys, https://posthog.com/docs/privacy */
const publishable = /^(?:pk_(?:live|test)_|phc_)[A-Za-z0-9]/;

/** What images start with when nobody sets anything. */
const shippedDefaults = new Set(['minio123', 'minioadmin', 'changeme', 'changeit', 'admin123']);

/** `user:password` */
export function isUserAndPassword(value: string): boolean {
  const [, password] = /^[^\s:/]{1,64}:([^\s:]{1,256})$/.exec(value) ?? [];
  return password !== undefined && isLiteralCredential(password, 'strong');
}

/** Is filled in later, whatever it looks like otherwise, or was taken out already. */
export function isTemplate(value: string): boolean {
  return /^\${1,2}\w|\$\{|\$\(|\{\{|^%\w{1,64}%$|^plimsoll-redacted:/.test(value);
}

/** Points to where a value is, or is filled in later. */
export function isReference(value: string): boolean {
  return (
    /^\${1,2}\w|\$\{|\$\(|\{\{|%\(?[A-Za-z_]\w*\)?[%s]?$|^%[A-Za-z_]+%$|^<[^>]*>\W?$|^@|^#\{|^!\w|^ENC\[|^%[a-z][\w.]+$/.test(
      value,
    ) ||
    /^(?:\/|\.{1,2}\/|~\/|file:|[A-Za-z]:\\)/.test(value) ||
    /^(?:vault|arn|sm|ref\+\w+|awssm|gcpsm|azkv|op|secretref|projects\/[^/]+\/secrets|env|ssm|doppler|keyvault|secret):/i.test(
      value,
    ) ||
    /^projects\/[^/]+\/secrets\//.test(value) ||
    /^https?:\/\//i.test(value) ||
    // How etcd signs tokens: https://etcd.io/docs/v3.6/op-guide/configuration/
    /^jwt,(?:pub-key|priv-key|sign-method|ttl)=/.test(value) ||
    value.startsWith('plimsoll-redacted:')
  );
}

const placeholder =
  /^(?:true|false|yes|no|on|off|null|nil|none|undefined|unset|empty|disabled|enabled|default|optional|required|string|example|sample|dummy|todo|tbd|n\/a|hidden|redacted|placeholder)$/i;
/** `replace-default-auth` is what the start script of the redis-ha chart looks for: https://github.com/DandyDeveloper/charts */
const fillIn =
  /(?:replace|change|insert|fill|put|set|enter)[-_ ]?(?:me|this|it|in|here|with|your)\b.*[-_ <>]|^(?:your|my|some)[-_ ](?:\w+[-_ ])*(?:password|secret|token|key|here)|^(?:replace|insert|fill|enter)[-_]?(?:me|this|here)|^replace-default-|^example[-_]|[-_]example$/i;

/** The name in place of the value, as a label or a variable is written; `password` in small letters is one. */
const label =
  /^(?:Password|PASSWORD|Passwd|PASSWD|PASS|Passphrase|Token|TOKEN|Secret|SECRET|yourpassword|mypassword|your_?token)\.?$/;

/** Written so that somebody replaces it. `changeme` alone is no placeholder: that is what runs when nobody does. */
export function isPlaceholder(value: string): boolean {
  return (
    placeholder.test(value) ||
    fillIn.test(value) ||
    label.test(value.trim()) ||
    /^(.)\1*$/.test(value) ||
    /^[*.xX_#-]+$/.test(value)
  );
}

/** Letters and digits mixed with little repetition, and not a name made of words and small numbers. */
function looksRandom(value: string): boolean {
  if (/\s/.test(value) && !/^\S+$/.test(value.trim())) return false;
  if (isUuid(value)) return /[1-9a-f]/i.test(value);
  if (isDigest(value) || isName(value) || /^[\d.,:_+-]+$/.test(value)) return false;
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((pattern) => pattern.test(value)).length;
  if (classes < 2) return false;
  return (
    shannonEntropy(value) >= (value.length >= 20 ? 3.2 : 2.7) &&
    (/\d/.test(value) || (classes >= 3 && value.length >= 12))
  );
}

/** Kubernetes names, host names, image references, constants: segments that are words or small numbers. */
function isName(value: string): boolean {
  return value
    .split(/[-_./:@]/)
    .every((segment) =>
      /^(?:[A-Za-z]{1,24}\d{0,3}|v?\d{1,4}|[a-z]+(?:[A-Z][a-z]+)+\d{0,2}|[A-Z]{2,24}\d{0,3})?$/.test(segment),
    );
}

function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value);
}

function isDigest(value: string): boolean {
  return /^(?:sha(?:1|256|512)[:-])/i.test(value);
}

/** Bits per character. */
export function shannonEntropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
