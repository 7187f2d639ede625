import { isLiteralCredential, isPlaceholder, isReference, shannonEntropy } from './literal.ts';

/** A form that a credential is recognised by wherever it stands. */
export interface Detector {
  /** Stable; part of every redacted value. */
  readonly id: string;
  /** A text without any of these cannot match, and is not tried. */
  readonly hints: readonly string[];
  /** Global; the group `secret`, or else the whole match, is what is taken out. */
  readonly pattern: RegExp;
  /** Last check of the secret part. */
  readonly verify?: (secret: string) => boolean;
}

/**
 * Known forms, most telling first: where two match the same text, the earlier one names it. Formats as their issuers
 * publish them for secret scanning; no pattern can backtrack over unbounded text.
 */
export const detectors: readonly Detector[] = [
  {
    id: 'private-key',
    hints: ['PRIVATE KEY'],
    pattern:
      /-----BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,60}-----|$)/g,
  },
  { id: 'age-secret-key', hints: ['AGE-SECRET-KEY-'], pattern: /AGE-SECRET-KEY-1[0-9A-Z]{20,}/g },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  {
    id: 'aws-access-key-id',
    hints: ['AKIA', 'ASIA'],
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/g,
    verify: (secret) => !secret.endsWith('EXAMPLE'),
  },
  {
    id: 'aws-secret-access-key',
    hints: ['ecret', 'ECRET'],
    pattern:
      /secret[_-]?access[_-]?key["'\s]{0,4}[:=]["'\s]{0,4}(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
  },
  // https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
  {
    id: 'github-token',
    hints: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})/g,
  },
  // https://docs.gitlab.com/security/tokens/
  {
    id: 'gitlab-token',
    hints: ['gl'],
    pattern:
      /(?<![A-Za-z0-9])gl(?:pat|rt|rtr|dt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[A-Za-z0-9_-]{20,255}(?:\.[0-9a-z.]{1,40})?/g,
  },
  {
    id: 'slack-token',
    hints: ['xox', 'xapp-'],
    pattern: /(?<![A-Za-z0-9])(?:xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,255}|xapp-\d-[A-Za-z0-9-]{10,255})/g,
  },
  {
    id: 'slack-webhook',
    hints: ['hooks.slack.com/'],
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[A-Za-z0-9+/]{20,255})/g,
    verify: (secret) => !/X{6}/.test(secret),
  },
  {
    id: 'chat-webhook',
    hints: ['/api/webhooks/', 'webhook.office.com/'],
    pattern:
      /(?:discord(?:app)?\.com\/api\/webhooks\/\d{5,25}\/|webhook\.office\.com\/webhookb2\/)(?<secret>[A-Za-z0-9@_/-]{30,255})/g,
  },
  {
    id: 'stripe-key',
    hints: ['k_live_', 'k_test_'],
    pattern: /(?<![A-Za-z0-9])[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}/g,
  },
  {
    id: 'webhook-signing-secret',
    hints: ['whsec_'],
    pattern: /(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/=]{24,255}/g,
  },
  {
    id: 'google-api-key',
    hints: ['AIza'],
    pattern: /(?<![A-Za-z0-9])AIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])/g,
  },
  {
    id: 'google-oauth-secret',
    hints: ['GOCSPX-', 'ya29.'],
    pattern: /GOCSPX-[A-Za-z0-9_-]{20,64}|ya29\.[A-Za-z0-9_-]{30,2048}/g,
  },
  // https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
  {
    id: 'azure-storage-key',
    hints: ['AccountKey=', 'SharedAccessKey='],
    pattern: /(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{42,88}={0,2})/g,
  },
  { id: 'azure-sas', hints: ['sig='], pattern: /[?&;]sig=(?<secret>[A-Za-z0-9%+/_-]{40,120}=?)/g },
  {
    id: 'azure-client-secret',
    hints: ['Q~'],
    pattern: /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/g,
  },
  // https://www.rfc-editor.org/rfc/rfc7519
  {
    id: 'jwt',
    hints: ['eyJ'],
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,2048}\.eyJ[A-Za-z0-9_-]{2,16384}\.[A-Za-z0-9_-]{8,2048}/g,
    verify: isTokenHeader,
  },
  { id: 'npm-token', hints: ['npm_'], pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g },
  {
    id: 'npm-token',
    hints: ['_auth'],
    pattern: /(?<![\w$.])_(?:authToken|auth|password)\s?=\s?"?(?<secret>[A-Za-z0-9+/=_-]{16,512})(?![\w(])/g,
  },
  // https://guides.rubygems.org/api-key-scopes/
  { id: 'rubygems-key', hints: ['rubygems_'], pattern: /(?<![A-Za-z0-9])rubygems_[0-9a-f]{48}(?![0-9a-f])/g },
  // https://learning.postman.com/docs/developer/postman-api/authentication/
  {
    id: 'postman-key',
    hints: ['PMAK-'],
    pattern: /(?<![A-Za-z0-9])PMAK-[0-9a-f]{24}-[0-9a-f]{34}(?![0-9a-f])/g,
  },
  { id: 'pypi-token', hints: ['pypi-AgE'], pattern: /pypi-AgE[A-Za-z0-9_-]{40,512}/g },
  { id: 'docker-token', hints: ['dckr_'], pattern: /dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,64}/g },
  { id: 'anthropic-key', hints: ['sk-ant-'], pattern: /sk-ant-[a-z]{2,12}\d{2}-[A-Za-z0-9_-]{20,255}/g },
  {
    id: 'openai-key',
    hints: ['sk-'],
    pattern: /(?<![A-Za-z0-9-])sk-(?:proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{32,255}/g,
    verify: (secret) => /\d/.test(secret) && /[A-Z]|^sk-or-/.test(secret) && shannonEntropy(secret) >= 3.5,
  },
  {
    id: 'huggingface-token',
    hints: ['hf_'],
    pattern: /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,64}(?![A-Za-z0-9])/g,
  },
  { id: 'groq-key', hints: ['gsk_'], pattern: /(?<![A-Za-z0-9])gsk_[A-Za-z0-9]{40,64}/g },
  {
    id: 'vault-token',
    hints: ['hvs.', 'hvb.', 'hvr.'],
    pattern: /(?<![A-Za-z0-9])hv[sbr]\.[A-Za-z0-9_-]{24,512}/g,
  },
  {
    id: 'terraform-token',
    hints: ['.atlasv1.'],
    pattern: /[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,80}/g,
  },
  {
    id: 'grafana-token',
    hints: ['glc_', 'glsa_'],
    pattern: /(?<![A-Za-z0-9])(?:glc_[A-Za-z0-9+/=]{32,512}|glsa_[A-Za-z0-9]{32}_[0-9a-f]{8})/g,
  },
  {
    id: 'databricks-token',
    hints: ['dapi'],
    pattern: /(?<![A-Za-z0-9])dapi[0-9a-f]{32}(?:-\d)?(?![A-Za-z0-9])/g,
  },
  { id: 'digitalocean-token', hints: ['_v1_'], pattern: /(?<![A-Za-z0-9])do[opr]_v1_[0-9a-f]{64}/g },
  {
    id: 'sendgrid-key',
    hints: ['SG.'],
    pattern: /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}/g,
  },
  { id: 'shopify-token', hints: ['shp'], pattern: /(?<![A-Za-z0-9])shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/g },
  {
    id: 'telegram-token',
    hints: [':AA'],
    pattern: /(?<![A-Za-z0-9])\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g,
  },
  { id: 'atlassian-token', hints: ['ATATT3', 'ATCTT3'], pattern: /AT[AC]TT3[A-Za-z0-9_=-]{60,512}/g },
  { id: 'sentry-token', hints: ['sntry'], pattern: /sntry[su]_[A-Za-z0-9+/=_-]{40,512}/g },
  { id: 'pulumi-token', hints: ['pul-'], pattern: /(?<![A-Za-z0-9])pul-[0-9a-f]{40}/g },
  { id: 'newrelic-key', hints: ['NRAK-'], pattern: /NRAK-[A-Z0-9]{27}/g },
  { id: 'linear-key', hints: ['lin_api_'], pattern: /lin_api_[A-Za-z0-9]{32,64}/g },
  {
    id: 'doppler-token',
    hints: ['dp.'],
    pattern: /(?<![A-Za-z0-9])dp\.(?:st|pt|ct|sa)\.[A-Za-z0-9._-]{40,80}/g,
  },
  {
    id: 'password-hash',
    hints: ['$2', '$apr1$', '$5$', '$6$', '$7$', '$y$', '$argon2', '{SHA', '{SSHA'],
    pattern:
      /\$(?:2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}|(?:apr1|[567y])\$[+./A-Za-z0-9$=,]{8,160}|argon2i?d?\$[A-Za-z0-9+/$=,]{20,200})|\{S?SHA(?:256|512)?\}[A-Za-z0-9+/]{27,128}={0,2}/g,
  },
  // https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1
  {
    id: 'url-password',
    hints: ['://'],
    pattern: /:\/\/[^\s:/@'"<>]{0,256}:(?!\d{1,5}[/?#])(?<secret>[^\s'"<>]{1,512})@(?=[^\s@])/g,
    verify: (secret) => (!isReference(secret) || /^[!@]/.test(secret)) && !isPlaceholder(secret),
  },
  {
    id: 'basic-auth',
    hints: ['asic '],
    pattern: /\b[Bb]asic\s{1,4}(?<secret>[A-Za-z0-9+/]{8,1024}={0,2})/g,
    verify: isUserAndPassword,
  },
  {
    id: 'bearer-token',
    hints: ['earer '],
    pattern: /\b[Bb]earer\s{1,4}(?<secret>[A-Za-z0-9._~+/-]{16,4096}={0,2})/g,
    verify: (secret) => isLiteralCredential(secret, 'weak'),
  },
  {
    id: 'docker-auth',
    hints: ['auth'],
    pattern: /\\?"auth\\?"\s{0,8}:\s{0,8}\\?"(?<secret>[A-Za-z0-9+/]{8,4096}={0,2})\\?"/g,
    verify: isUserAndPassword,
  },
  {
    id: 'authorization',
    hints: ['uthorization'],
    pattern:
      /[Aa]uthorization["']?\s{0,4}[:=]?\s{0,4}["']?(?:Token|ApiKey|Splunk|GenieKey|SSWS)\s{1,4}(?<secret>[A-Za-z0-9._~+/=:-]{16,4096})/g,
    verify: (secret) => isLiteralCredential(secret, 'weak'),
  },
  // Keys in the query of a URL, where the name alone would say nothing.
  {
    id: 'url-query',
    hints: ['key=', 'sig=', 'code='],
    pattern: /[?&;](?:key|sig|code|apikey)=(?<secret>[A-Za-z0-9_.~%+/-]{20,512})/g,
    verify: (secret) => isLiteralCredential(secret, 'weak'),
  },
  // https://github.com/go-sql-driver/mysql#dsn-data-source-name
  {
    id: 'dsn-password',
    hints: ['@tcp(', '@(', '@unix('],
    pattern: /(?<![\w/:.-])[\w.-]{1,64}:(?<secret>[^\s:@"'/()]{1,256})@(?:tcp|unix)?\(/g,
    verify: (secret) => !isReference(secret) && !isPlaceholder(secret),
  },
  {
    id: 'dsn-password',
    hints: ['jdbc:oracle:'],
    pattern: /jdbc:oracle:(?:thin|oci):[\w$#]{1,64}\/(?<secret>[^\s@"']{1,256})@/g,
    verify: (secret) => !isReference(secret) && !isPlaceholder(secret),
  },
  // MySQL, MariaDB, Oracle; PostgreSQL
  {
    id: 'sql-password',
    hints: ['DENTIFIED', 'dentified', 'SSWORD ', 'ssword '],
    pattern:
      /\b(?:identified(?:\s{1,8}with\s{1,8}["'`]?\w{1,64}["'`]?)?\s{1,8}(?:by|as)|(?:user|role)\b[^;\n]{1,200}?\bpassword)\s{1,8}(?<secret>'[^'\n]{1,256}'|"[^"\n]{1,256}")/gi,
    verify: (secret) => isLiteralCredential(secret.slice(1, -1), 'strong'),
  },
  // https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html
  {
    id: 'netrc-password',
    hints: ['machine ', 'machine\t'],
    pattern:
      /\bmachine\s{1,16}[^\s]{1,256}\s{1,16}(?:login\s{1,16}(?!anonymous\s)\S{1,256}\s{1,16})?password\s{1,16}(?<secret>\S{1,256})/g,
    verify: (secret) => isLiteralCredential(secret, 'strong'),
  },
  // https://www.postgresql.org/docs/current/libpq-pgpass.html
  {
    id: 'pgpass',
    hints: [':5432:', ':*:'],
    pattern: /^[\w.*-]{1,128}:(?:\d{1,5}|\*):[\w*-]{1,64}:[\w*-]{1,64}:(?<secret>[^\s:]{4,256})$/gm,
    verify: (secret) => isLiteralCredential(secret, 'strong'),
  },
  // https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
  {
    id: 'redis-acl',
    hints: ['user '],
    pattern: /^user[ \t]{1,8}\S{1,64}[ \t][^\n]{0,200}?(?<=[ \t])>(?<secret>\S{4,256})/gm,
    verify: (secret) => isLiteralCredential(secret, 'strong'),
  },
  // https://docs.oracle.com/javase/8/docs/technotes/guides/security/jgss/tutorials/LoginConfigFile.html
  {
    id: 'jaas-password',
    hints: ['LoginModule'],
    pattern: /\buser_\w{1,64}\s{0,4}=\s{0,4}"(?<secret>[^"\n]{1,256})"/g,
    verify: (secret) => isLiteralCredential(secret, 'strong'),
  },
  // https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file
  {
    id: 'static-token',
    hints: [',system:', ',"system:'],
    pattern:
      /^"?(?<secret>[^\s,"']{8,1024})"?,"?[\w.:@-]{1,256}"?,"?[\w.:@-]{1,256}"?,(?:[^\s,"]{1,256}$|"[^"\n]{1,1024}")/gm,
    verify: (secret) => !isReference(secret) && !isPlaceholder(secret),
  },
  // https://docs.honeycomb.io/send-data/opentelemetry/
  {
    id: 'honeycomb-key',
    hints: ['oneycomb-'],
    pattern: /x-honeycomb-team["']?\s{0,4}[:=]\s{0,4}["']?(?<secret>[A-Za-z0-9_]{16,128})/gi,
    verify: (secret) => isLiteralCredential(secret, 'weak'),
  },
  {
    id: 'chpasswd',
    hints: ['chpasswd'],
    pattern:
      /\becho\s{1,4}["']?[\w.-]{1,32}:(?<secret>[^\s"'|]{1,256})["']?\s{0,4}\|\s{0,4}(?:sudo\s)?chpasswd/g,
    verify: (secret) => isLiteralCredential(secret, 'strong'),
  },
];

function isTokenHeader(secret: string): boolean {
  try {
    const header: unknown = JSON.parse(
      Buffer.from(secret.slice(0, secret.indexOf('.')), 'base64url').toString('utf8'),
    );
    return typeof header === 'object' && header !== null && 'alg' in header;
  } catch {
    return false;
  }
}

function isUserAndPassword(secret: string): boolean {
  const text = Buffer.from(secret, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon >= 0 && /^[\x20-\x7e]+$/.test(text) && !isReference(text.slice(colon + 1));
}
