import { hash } from 'node:crypto';
import { type Exception, hasEnded } from '../../exceptions/exception.ts';
import { namePatterns, narrows } from '../../name-pattern.ts';
import type { ValidatingAdmissionPolicySpec } from '../../validating-admission-policy.ts';
import { exceptedObject } from './excepted-object.ts';

export interface ExceptionOptions {
  /** In milliseconds since the epoch. */
  readonly now: number;
  /** Where the export goes; without it exceptions of named clusters are left out. */
  readonly cluster?: { readonly id: string; readonly name: string };
  /** Let in a whole workload where an exception is about single findings or containers. */
  readonly widen?: boolean;
}

type MatchCondition = NonNullable<ValidatingAdmissionPolicySpec['matchConditions']>[number];

/** Exceptions as an API server can hold them, and those it cannot. */
export interface SortedExceptions {
  readonly exported: readonly Exception[];
  readonly leftOut: readonly {
    readonly exception: Exception;
    readonly reason: string;
    readonly expired: boolean;
  }[];
}

/** Tells the exceptions that match conditions can carry from those that they cannot, each with the reason. */
export function sortExceptions(
  exceptions: readonly Exception[],
  options: ExceptionOptions,
): SortedExceptions {
  const exported: Exception[] = [];
  const leftOut: SortedExceptions['leftOut'][number][] = [];
  for (const exception of exceptions) {
    const expired = hasEnded(exception, options.now);
    const reason = expired ? `it ended on ${exception.expires}` : whyNot(exception, options);
    if (reason === undefined) exported.push(exception);
    else leftOut.push({ exception, reason, expired });
  }
  return { exported, leftOut };
}

function whyNot(exception: Exception, { cluster, widen = false }: ExceptionOptions): string | undefined {
  const { controls, scope, objectIds } = exception;
  if (controls === undefined || scope === undefined)
    return 'an API server knows no object ids; say controls and scope beside them';
  if (scope.clusters !== undefined) {
    if (cluster === undefined)
      return `it holds in clusters ${scope.clusters.join(', ')} alone; say which this is with --cluster-name`;
    const isNamed = namePatterns(scope.clusters);
    if (!isNamed(cluster.id) && !isNamed(cluster.name))
      return `it holds in clusters ${scope.clusters.join(', ')} alone`;
  }
  if (!narrows(scope.namespaces) && !narrows(scope.names)) return 'it names neither a namespace nor a name';
  if (widen) return undefined;
  if (exception.contentDigests !== undefined)
    return 'it is about what was found there, which an API server cannot compare; --widen-exceptions lets in the whole workload for its controls, whatever it becomes';
  if (objectIds !== undefined)
    return 'it is about single findings; --widen-exceptions lets in the whole workload for its controls';
  if (scope.containers !== undefined)
    return 'it is about single containers; --widen-exceptions lets in the whole workload';
  return undefined;
}

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/admissionregistration/validation/validation.go */
const mostConditions = 64;

/**
 * Match conditions that leave what is excepted unjudged: one for each exception while they fit, else several in one.
 * @param taken how many conditions the policy has of its own
 */
export function exceptionConditions(exceptions: readonly Exception[], taken: number): MatchCondition[] {
  const conditions = exceptions.map((exception) => ({
    name: conditionName(exception.id),
    expression: `!(${exceptedObject(exception.scope ?? {})})`,
  }));
  const room = mostConditions - taken;
  if (conditions.length <= room) return conditions;
  const size = Math.ceil(conditions.length / room);
  const chunks = Array.from({ length: Math.ceil(conditions.length / size) }, (_, index) =>
    conditions.slice(index * size, (index + 1) * size),
  );
  return chunks.map((chunk, index) => ({
    name: `exceptions-${index + 1}`,
    expression: chunk.map(({ expression }) => expression).join(' && '),
  }));
}

/** A qualified name: letters, digits, `-`, `_` and `.`, at most 63. What had to be changed is told apart by a hash. */
function conditionName(id: string): string {
  const plain = `exception-${id.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '')}`;
  if (plain === `exception-${id}` && plain.length <= 63) return plain;
  return `${plain.slice(0, 54).replace(/-+$/, '')}-${hash('sha256', id, 'hex').slice(0, 8)}`;
}
