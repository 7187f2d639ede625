import { type CelType, isSameType, types } from '../cel-type.ts';

const nullableKinds: ReadonlySet<string> = new Set(['opaque', 'object', 'timestamp', 'duration', 'null']);

function isDynamic(type: CelType): boolean {
  return type.kind === 'dyn' || type.kind === 'error';
}

function parametersOf(type: CelType): readonly CelType[] {
  switch (type.kind) {
    case 'list':
      return [type.element];
    case 'map':
      return [type.key, type.value];
    case 'opaque':
      return type.parameters;
    case 'type':
      return type.parameter === undefined ? [] : [type.parameter];
    default:
      return [];
  }
}

/** Whether the first type equals the second or generalizes it by `dyn` or a type parameter. */
function isLessSpecific(general: CelType, specific: CelType): boolean {
  if (general.kind === 'dyn' || general.kind === 'parameter') return true;
  if (specific.kind === 'dyn' || specific.kind === 'parameter' || general.kind !== specific.kind)
    return false;
  if (general.kind === 'type') return true;
  if (general.kind === 'list' || general.kind === 'map' || general.kind === 'opaque') {
    if (general.kind === 'opaque' && specific.kind === 'opaque' && general.name !== specific.name)
      return false;
    const others = parametersOf(specific);
    const own = parametersOf(general);
    return (
      own.length === others.length &&
      own.every((parameter, index) => isLessSpecific(parameter, others[index] ?? types.error))
    );
  }
  return isSameType(general, specific);
}

/** The more general of two types that fit each other. */
export function mostGeneral(first: CelType, second: CelType): CelType {
  return isLessSpecific(first, second) ? first : second;
}

/**
 * What is known so far about the type parameters of one expression: unification with an undo log, so that an overload
 * that does not fit leaves nothing behind
 * (https://github.com/google/cel-spec/blob/master/doc/langdef.md#gradual-type-checking).
 */
export class TypeInference {
  private readonly found = new Map<string, CelType>();
  private readonly undo: { name: string; previous: CelType | undefined }[] = [];
  private counter = 0;

  /** A type parameter nothing is known about yet. */
  fresh(): CelType {
    return { kind: 'parameter', name: `_var${this.counter++}` };
  }

  /** Whether a value of the second type fits where the first is expected; what that implies is kept. */
  isAssignable(expected: CelType, given: CelType): boolean {
    const mark = this.undo.length;
    if (this.unify(expected, given)) return true;
    this.rollback(mark);
    return false;
  }

  areAssignable(expected: readonly CelType[], given: readonly CelType[]): boolean {
    if (expected.length !== given.length) return false;
    const mark = this.undo.length;
    for (let index = 0; index < expected.length; index++) {
      if (this.unify(expected[index] ?? types.error, given[index] ?? types.error)) continue;
      this.rollback(mark);
      return false;
    }
    return true;
  }

  /** Replaces the parameters found so far; what is left becomes `dyn` when `final`. */
  substitute(type: CelType, final = false): CelType {
    switch (type.kind) {
      case 'parameter': {
        const found = this.found.get(type.name);
        if (found !== undefined) return this.substitute(found, final);
        return final ? types.dyn : type;
      }
      case 'list': {
        const element = this.substitute(type.element, final);
        return element === type.element ? type : { kind: 'list', element };
      }
      case 'map': {
        const key = this.substitute(type.key, final);
        const value = this.substitute(type.value, final);
        return key === type.key && value === type.value ? type : { kind: 'map', key, value };
      }
      case 'opaque':
        if (type.parameters.length === 0) return type;
        return {
          kind: 'opaque',
          name: type.name,
          parameters: type.parameters.map((parameter) => this.substitute(parameter, final)),
        };
      case 'type': {
        if (type.parameter === undefined) return type;
        const parameter = this.substitute(type.parameter, final);
        return parameter === type.parameter ? type : { kind: 'type', parameter };
      }
      default:
        return type;
    }
  }

  private rollback(mark: number): void {
    while (this.undo.length > mark) {
      const last = this.undo.pop();
      if (last === undefined) break;
      if (last.previous === undefined) this.found.delete(last.name);
      else this.found.set(last.name, last.previous);
    }
  }

  private bind(name: string, type: CelType): void {
    this.undo.push({ name, previous: this.found.get(name) });
    this.found.set(name, type);
  }

  private unify(first: CelType, second: CelType): boolean {
    if (second.kind === 'parameter') {
      const { valid, known } = this.stand(first, second);
      if (valid) return true;
      if (known) return false;
    }
    if (first.kind === 'parameter') return this.stand(second, first).valid;
    if (isDynamic(first) || isDynamic(second)) return true;
    if (first.kind === 'null') return nullableKinds.has(second.kind);
    if (second.kind === 'null') return nullableKinds.has(first.kind);
    if (first.kind !== second.kind) return false;
    if (first.kind === 'type') return true;
    if (first.kind === 'object' && second.kind === 'object') return first.name === second.name;
    if (first.kind === 'opaque' && second.kind === 'opaque' && first.name !== second.name) return false;
    const others = parametersOf(second);
    const own = parametersOf(first);
    return (
      own.length === others.length &&
      own.every((parameter, index) => this.unify(parameter, others[index] ?? types.error))
    );
  }

  /** Whether `parameter` can stand for `type`, given what it already stands for. */
  private stand(
    type: CelType,
    parameter: CelType & { kind: 'parameter' },
  ): { valid: boolean; known: boolean } {
    if (type.kind === 'parameter' && type.name === parameter.name) return { valid: true, known: true };
    const known = this.found.get(parameter.name);
    if (known !== undefined) {
      if (isSameType(type, known)) return { valid: true, known: true };
      if (!this.unify(type, known)) return { valid: false, known: true };
      const general = mostGeneral(type, known);
      if (!this.occurs(parameter, general)) this.bind(parameter.name, general);
      return { valid: true, known: true };
    }
    if (this.occurs(parameter, type)) return { valid: false, known: false };
    this.bind(parameter.name, type);
    return { valid: true, known: false };
  }

  private occurs(parameter: CelType & { kind: 'parameter' }, within: CelType): boolean {
    if (within.kind === 'parameter') {
      if (within.name === parameter.name) return true;
      const found = this.found.get(within.name);
      return found !== undefined && this.occurs(parameter, found);
    }
    return parametersOf(within).some((inner) => this.occurs(parameter, inner));
  }
}
