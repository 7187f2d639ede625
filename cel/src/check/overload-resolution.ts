import { type CelType, isSameType, types } from '../cel-type.ts';
import type { Overload } from '../declaration.ts';
import type { TypeInference } from './type-inference.ts';

/** The overloads a call may mean, and the type of its result. */
export interface Resolution {
  ids: string[];
  result: CelType;
}

function instantiate(type: CelType, parameters: ReadonlyMap<string, CelType>): CelType {
  switch (type.kind) {
    case 'parameter':
      return parameters.get(type.name) ?? type;
    case 'list':
      return types.list(instantiate(type.element, parameters));
    case 'map':
      return types.map(instantiate(type.key, parameters), instantiate(type.value, parameters));
    case 'type':
      return type.parameter === undefined ? type : types.type(instantiate(type.parameter, parameters));
    case 'opaque':
      if (type.parameters.length === 0) return type;
      return types.opaque(type.name, ...type.parameters.map((inner) => instantiate(inner, parameters)));
    default:
      return type;
  }
}

/** A fresh type parameter for each that an overload has; most have none. */
function freshParameters(inference: TypeInference, overload: Overload): Map<string, CelType> | undefined {
  if (overload.typeParameters.length === 0) return undefined;
  return new Map(overload.typeParameters.map((name) => [name, inference.fresh()]));
}

/**
 * All overloads whose parameters the arguments may fit; `dyn` arguments can leave several, and then the result is `dyn`
 * unless they agree (https://github.com/google/cel-spec/blob/master/doc/langdef.md#overloading).
 */
export function resolveOverloads(
  inference: TypeInference,
  declared: readonly Overload[],
  given: readonly CelType[],
  member: boolean,
): Resolution | undefined {
  const ids: string[] = [];
  let result: CelType | undefined;
  for (const overload of declared) {
    if (overload.member !== member || overload.parameters.length !== given.length) continue;
    const parameters = freshParameters(inference, overload);
    const expected =
      parameters === undefined
        ? overload.parameters
        : overload.parameters.map((type) => instantiate(type, parameters));
    // Argument first: unification is not symmetric, and this is the order that decides ties upstream.
    if (!inference.areAssignable(given, expected)) continue;
    ids.push(overload.id);
    const own =
      parameters === undefined
        ? overload.result
        : inference.substitute(instantiate(overload.result, parameters));
    if (result === undefined) result = own;
    else if (result.kind !== 'dyn' && !isSameType(result, own)) result = types.dyn;
  }
  return result === undefined ? undefined : { ids, result };
}
