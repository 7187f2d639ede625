import type { CelType } from './cel-type.ts';
import { validateLiterals } from './check/literal-validation.ts';
import type { Library } from './declaration.ts';
import { Environment } from './environment.ts';
import { authorizer, authorizerSelectors } from './library/authorizer.ts';
import { cidr } from './library/cidr.ts';
import { encoders } from './library/encoders.ts';
import { ipAddress } from './library/ip-address.ts';
import { kubernetesLists, kubernetesListsIncludes } from './library/kubernetes-lists.ts';
import { kubernetesRegex } from './library/kubernetes-regex.ts';
import { lists } from './library/lists.ts';
import { mathExtension } from './library/math.ts';
import { namedFormat } from './library/named-format.ts';
import { optionals } from './library/optionals.ts';
import { quantity } from './library/quantity.ts';
import { semver } from './library/semver.ts';
import { sets } from './library/sets.ts';
import { standardFunctions } from './library/standard-functions.ts';
import { standardOperators } from './library/standard-operators.ts';
import { stringsVersion0, stringsVersion2 } from './library/strings.ts';
import { url } from './library/url.ts';
import type { SchemaProvider } from './schema-provider.ts';

export interface EnvironmentOptions {
  /** Kubernetes minor version, `1.28` to `1.37`; the newest unless given. */
  version?: string;
  variables: Readonly<Record<string, CelType>>;
  provider?: SchemaProvider;
  /** Libraries Kubernetes does not have. */
  libraries?: readonly ('math' | 'encoders' | 'bindings')[];
}

/** The versions whose environments are known, oldest first. */
export const kubernetesVersions = [28, 29, 30, 31, 32, 33, 34, 35, 36, 37].map((minor) => `1.${minor}`);

/** Since which minor version of Kubernetes a library is there, and until before which. */
interface Availability {
  library: Library;
  since: number;
  before?: number;
}

/** https://github.com/kubernetes/apiserver/blob/master/pkg/cel/environment/base.go, MustBaseEnvSet. */
const availability: readonly Availability[] = [
  { library: standardOperators(true), since: 28 },
  { library: standardFunctions, since: 0 },
  { library: url, since: 0 },
  { library: kubernetesRegex, since: 0 },
  { library: kubernetesLists, since: 0, before: 37 },
  { library: authorizer, since: 27 },
  { library: optionals, since: 28 },
  { library: quantity, since: 28 },
  { library: stringsVersion0, since: 0, before: 29 },
  { library: stringsVersion2, since: 29 },
  { library: sets, since: 29 },
  { library: ipAddress, since: 30 },
  { library: cidr, since: 30 },
  { library: namedFormat, since: 31 },
  { library: authorizerSelectors, since: 31 },
  { library: semver, since: 33 },
  { library: lists, since: 34 },
  // The version that replaces the one above comes after strings: of several overloads the first one decides a type.
  { library: kubernetesLists, since: 37 },
  { library: kubernetesListsIncludes, since: 37 },
];

/** Kubernetes 1.37 is the first with cel-go 0.29, where `or` and `orValue` insist on optionals. */
const strictOptionalsSince = 37;

function minorOf(version: string): number {
  if (!kubernetesVersions.includes(version)) {
    throw new RangeError(
      `no CEL environment for Kubernetes ${version}: known are ${kubernetesVersions[0]} to ${kubernetesVersions.at(-1)}`,
    );
  }
  return Number(version.slice(2));
}

/**
 * The CEL of the API server of a Kubernetes version: its libraries, its cost rules, its checks of literals.
 * @throws RangeError for a version that is not known
 */
export function kubernetesEnvironment(options: EnvironmentOptions): Environment {
  const minor = minorOf(options.version ?? kubernetesVersions.at(-1) ?? '');
  const extra = options.libraries ?? [];
  const libraries = availability
    .filter(({ since, before }) => minor >= since && (before === undefined || minor < before))
    .map(({ library }) => library);
  if (extra.includes('math')) libraries.push(mathExtension);
  if (extra.includes('encoders')) libraries.push(encoders);
  return new Environment({
    variables: options.variables,
    libraries,
    parser: {
      optionals: true,
      twoVariableMacros: minor >= 32,
      listMacros: minor >= 34,
      bindings: extra.includes('bindings'),
    },
    provider: options.provider,
    crossNumeric: true,
    strictMapKeys: false,
    looseOptionals: minor < strictOptionalsSince,
    validate: (root, source) => validateLiterals(root, source, minor),
  });
}
