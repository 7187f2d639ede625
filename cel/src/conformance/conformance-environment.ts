import type { CelType } from '../cel-type.ts';
import type { Library } from '../declaration.ts';
import { Environment } from '../environment.ts';
import { encoders } from '../library/encoders.ts';
import { mathExtension } from '../library/math.ts';
import { optionals } from '../library/optionals.ts';
import { standardFunctions } from '../library/standard-functions.ts';
import { standardOperators } from '../library/standard-operators.ts';
import { stringsVersion4 } from '../library/strings.ts';

const libraries = [
  standardOperators(true),
  standardFunctions,
  optionals,
  stringsVersion4,
  mathExtension,
  encoders,
];

/** The dialect cel-spec tests: all extensions at their newest, map keys strict, literals of any mixture. */
export function conformanceEnvironment(
  variables: Readonly<Record<string, CelType>>,
  container: string,
  declared: Library,
): Environment {
  return new Environment({
    variables,
    libraries: [...libraries, declared],
    parser: { optionals: true, twoVariableMacros: true, listMacros: false, bindings: true },
    crossNumeric: true,
    strictMapKeys: true,
    looseOptionals: false,
    container,
  });
}
