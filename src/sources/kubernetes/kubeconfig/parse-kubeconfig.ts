import { dirname, isAbsolute, join } from 'node:path';
import { readYaml } from '../../yaml/index.ts';
import { KubernetesSourceError } from '../errors.ts';
import { type FieldReader, readFields } from './field-reader.ts';
import type {
  ExecConfig,
  Impersonation,
  Kubeconfig,
  KubeconfigCluster,
  KubeconfigContext,
  KubeconfigUser,
} from './kubeconfig.ts';

/**
 * Parses one kubeconfig file. Paths in it are relative to its folder; an exec command is a path only when it has a
 * separator, else it is looked up on PATH (client-go `ResolveLocalPaths`).
 * @throws KubernetesSourceError `kubeconfig-syntax`, `kubeconfig-field`, `kubeconfig-duplicate`
 */
export function parseKubeconfig(text: string, file: string): Kubeconfig {
  const root = readFields(parseYaml(text, file), file, '');
  const absolute = (path: string | undefined) =>
    path === undefined || isAbsolute(path) ? path : join(dirname(file), path);
  const currentContext = root.text('current-context');
  return {
    ...(currentContext !== undefined && { currentContext }),
    clusters: named(root, 'clusters', 'cluster', (fields) => clusterEntry(fields, absolute)),
    users: named(root, 'users', 'user', (fields) => userEntry(fields, absolute)),
    contexts: named(root, 'contexts', 'context', contextEntry),
    files: [file],
  };
}

/** The parser's message may quote the text, which may be a token: only the line is kept. */
function parseYaml(text: string, file: string): unknown {
  const { documents, problems } = readYaml(text, file);
  const problem = problems.find(({ severity }) => severity === 'error');
  if (problem === undefined) return documents[0]?.value;
  const line = problem.line === undefined ? '' : `line ${problem.line}: `;
  throw new KubernetesSourceError('kubeconfig-syntax', `${line}not valid YAML (${problem.code})`, { file });
}

function named<T>(
  root: FieldReader,
  list: string,
  field: string,
  read: (fields: FieldReader) => T,
): Map<string, T> {
  const entries = new Map<string, T>();
  for (const item of root.mappings(list)) {
    const name = item.requiredText('name');
    const { file, field: at } = item.place;
    if (entries.has(name)) {
      throw new KubernetesSourceError('kubeconfig-duplicate', `the name ${name} is already taken`, {
        file,
        field: at,
      });
    }
    entries.set(name, read(item.mapping(field) ?? readFields({}, file, `${at}.${field}`)));
  }
  return entries;
}

type ResolvePath = (path: string | undefined) => string | undefined;

function clusterEntry(fields: FieldReader, absolute: ResolvePath): KubeconfigCluster {
  const extension = fields
    .mappings('extensions')
    .find((entry) => entry.text('name') === 'client.authentication.k8s.io/exec');
  return withoutUndefined({
    place: fields.place,
    server: fields.text('server') ?? '',
    certificateAuthority: absolute(fields.text('certificate-authority')),
    certificateAuthorityData: fields.text('certificate-authority-data'),
    insecureSkipTlsVerify: fields.flag('insecure-skip-tls-verify'),
    tlsServerName: fields.text('tls-server-name'),
    proxyUrl: fields.text('proxy-url'),
    disableCompression: fields.flag('disable-compression'),
    execConfig: extension?.raw('extension'),
  });
}

function userEntry(fields: FieldReader, absolute: ResolvePath): KubeconfigUser {
  const exec = fields.mapping('exec');
  return withoutUndefined({
    place: fields.place,
    clientCertificate: absolute(fields.text('client-certificate')),
    clientCertificateData: fields.text('client-certificate-data'),
    clientKey: absolute(fields.text('client-key')),
    clientKeyData: fields.text('client-key-data'),
    token: fields.text('token'),
    tokenFile: absolute(fields.text('tokenFile')),
    username: fields.text('username'),
    authProvider: fields.mapping('auth-provider')?.text('name'),
    impersonate: impersonation(fields),
    exec: exec && execConfig(exec, absolute),
  });
}

function impersonation(fields: FieldReader): Impersonation | undefined {
  const user = fields.text('as');
  const uid = fields.text('as-uid');
  const groups = fields.texts('as-groups');
  const extra = fields.mapping('as-user-extra');
  if (user === undefined && uid === undefined && groups.length === 0 && extra === undefined) return undefined;
  return withoutUndefined({
    user,
    uid,
    groups,
    extra: extra && Object.fromEntries(extra.entries().map(([key]) => [key, extra.texts(key)])),
  });
}

function execConfig(fields: FieldReader, absolute: ResolvePath): ExecConfig {
  const apiVersion = fields.requiredText('apiVersion');
  const { file, field } = fields.place;
  if (!/^client\.authentication\.k8s\.io\/v1(beta1)?$/.test(apiVersion)) {
    const message = `${apiVersion} is not supported, client.authentication.k8s.io/v1 and v1beta1 are`;
    throw new KubernetesSourceError('credential-unsupported', message, {
      file,
      field: `${field}.apiVersion`,
    });
  }
  const command = fields.requiredText('command');
  return withoutUndefined({
    place: fields.place,
    apiVersion,
    command: /[/\\]/.test(command) ? (absolute(command) ?? command) : command,
    args: fields.texts('args'),
    env: fields
      .mappings('env')
      .map((entry) => ({ name: entry.requiredText('name'), value: entry.text('value') ?? '' })),
    installHint: fields.text('installHint'),
    provideClusterInfo: fields.flag('provideClusterInfo'),
    interactiveMode: interactiveMode(fields),
  });
}

/** v1 asks for the mode; older files have none, and `IfAvailable` is what v1beta1 defaults to. */
function interactiveMode(fields: FieldReader): ExecConfig['interactiveMode'] {
  const mode = fields.text('interactiveMode') ?? 'IfAvailable';
  if (mode === 'Never' || mode === 'IfAvailable' || mode === 'Always') return mode;
  const { file, field } = fields.place;
  throw new KubernetesSourceError('kubeconfig-field', 'must be Never, IfAvailable or Always', {
    file,
    field: `${field}.interactiveMode`,
  });
}

function contextEntry(fields: FieldReader): KubeconfigContext {
  return withoutUndefined({
    place: fields.place,
    cluster: fields.text('cluster') ?? '',
    user: fields.text('user') ?? '',
    namespace: fields.text('namespace'),
  });
}

/** An absent field is absent, not undefined. */
function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
