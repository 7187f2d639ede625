import { asList, asMap, asTexts, type FieldPath, type PodTemplate } from '../../cluster/index.ts';

/** A variable of a container, with the way to it. */
interface Variable {
  readonly name: string;
  readonly value: string | undefined;
  readonly path: FieldPath;
}

/**
 * Variables in which the clouds' libraries look for a key that does not expire. They come before any federated identity.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 * https://learn.microsoft.com/dotnet/api/azure.identity.environmentcredential
 */
const staticKeys = new Set([
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AZURE_CLIENT_SECRET',
  'ARM_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PATH',
]);

const variables = /^(AWS|AZURE|GOOGLE|GCP|GCLOUD)_/;
const addresses =
  /\.amazonaws\.com|\bs3:\/\/|\bgs:\/\/|\.googleapis\.com|\.(blob|queue|table|vault|database|servicebus)\.(core\.)?(windows|azure)\.net|arn:aws[\w-]*:/;

/** The first variable of a container that holds a key of a cloud. */
export function staticCredentialOf(template: PodTemplate): Variable | undefined {
  return findVariable(template, (name) => staticKeys.has(name)) ?? googleKeyFileOf(template);
}

/**
 * The variable that names a file of Google credentials, where that file is in a Secret: Google's libraries look there before
 * anything else. A file that tells how to trade a token of Kubernetes is no key, and needs a token in a volume beside it.
 * https://cloud.google.com/docs/authentication/application-default-credentials
 * https://cloud.google.com/iam/docs/workload-identity-federation-with-kubernetes
 */
function googleKeyFileOf(template: PodTemplate): Variable | undefined {
  const volumes = asList(template.spec['volumes']).map(asMap);
  const sourcesOf = (volume: Readonly<Record<string, unknown>>) => [
    volume,
    ...asList(asMap(volume['projected'])['sources']).map(asMap),
  ];
  if (volumes.some((volume) => sourcesOf(volume).some((source) => 'serviceAccountToken' in source)))
    return undefined;
  const secrets = new Set(
    volumes
      .filter((volume) => sourcesOf(volume).some((source) => 'secret' in source))
      .map(({ name }) => name),
  );
  for (const container of template.containers) {
    const variable = findVariable(
      { containers: [container] },
      (name) => name === 'GOOGLE_APPLICATION_CREDENTIALS',
    );
    if (variable === undefined) continue;
    const mount = asList(container.spec['volumeMounts'])
      .map(asMap)
      .filter(({ mountPath }) => isIn(variable.value, mountPath))
      .reduce<Readonly<Record<string, unknown>> | undefined>(
        (deepest, each) =>
          String(each['mountPath']).length > String(deepest?.['mountPath'] ?? '').length ? each : deepest,
        undefined,
      );
    if (secrets.has(mount?.['name'])) return variable;
  }
  return undefined;
}

function isIn(file: string | undefined, mountPath: unknown): boolean {
  if (file === undefined || typeof mountPath !== 'string') return false;
  const folder = mountPath.replace(/\/+$/, '');
  return file === folder || file.startsWith(`${folder}/`);
}

/** Variables that EKS would set itself; where a container has them already it gets no token. */
export function definesWebIdentity(template: PodTemplate): Variable | undefined {
  return findVariable(template, (name) => name === 'AWS_ROLE_ARN' || name === 'AWS_WEB_IDENTITY_TOKEN_FILE');
}

/** What in a template shows that its programs use a cloud; nothing shown is no proof that they do not. */
export function cloudUseOf(template: PodTemplate): string | undefined {
  const shown = findVariable(
    template,
    (name, value) => variables.test(name) || (value !== undefined && addresses.test(value)),
  );
  if (shown !== undefined) return `variable ${shown.name}`;
  for (const { spec, name } of template.containers)
    for (const field of ['command', 'args'])
      if (asTexts(spec[field]).some((text) => addresses.test(text))) return `${field} of container ${name}`;
  return undefined;
}

function findVariable(
  { containers }: Pick<PodTemplate, 'containers'>,
  isWanted: (name: string, value: string | undefined) => boolean,
): Variable | undefined {
  for (const { spec, path } of containers) {
    const env = Array.isArray(spec['env']) ? (spec['env'] as readonly unknown[]) : [];
    for (let index = 0; index < env.length; index++) {
      const { name, value: given } = (env[index] ?? {}) as { name?: unknown; value?: unknown };
      const value = typeof given === 'string' ? given : undefined;
      if (typeof name === 'string' && isWanted(name, value))
        return { name, value, path: [...path, 'env', index, 'name'] };
    }
  }
  return undefined;
}
