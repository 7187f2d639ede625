import type { FieldPath, PodTemplate } from '../../cluster/index.ts';

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
  return variablesOf(template).find(({ name }) => staticKeys.has(name));
}

/** Variables that EKS would set itself; where a container has them already it gets no token. */
export function definesWebIdentity(template: PodTemplate): Variable | undefined {
  return variablesOf(template).find(
    ({ name }) => name === 'AWS_ROLE_ARN' || name === 'AWS_WEB_IDENTITY_TOKEN_FILE',
  );
}

/** What in a template shows that its programs use a cloud; nothing shown is no proof that they do not. */
export function cloudUseOf(template: PodTemplate): string | undefined {
  for (const { name, value } of variablesOf(template))
    if (variables.test(name) || (value !== undefined && addresses.test(value))) return `variable ${name}`;
  for (const { spec, name } of template.containers)
    for (const field of ['command', 'args'])
      if (textsOf(spec[field]).some((text) => addresses.test(text))) return `${field} of container ${name}`;
  return undefined;
}

function variablesOf({ containers }: PodTemplate): Variable[] {
  return containers.flatMap(({ spec, path }) => {
    const env = Array.isArray(spec['env']) ? (spec['env'] as readonly unknown[]) : [];
    return env.flatMap((entry, index) => {
      const { name, value } = (entry ?? {}) as { name?: unknown; value?: unknown };
      if (typeof name !== 'string') return [];
      return {
        name,
        value: typeof value === 'string' ? value : undefined,
        path: [...path, 'env', index, 'name'],
      };
    });
  });
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
