import {
  asList,
  type ClusterObject,
  compileSelector,
  type FieldPath,
  formatPath,
  isFields,
  type LabelSelector,
  type Problem,
  SelectorError,
} from '../../cluster/index.ts';
import { networkProblem } from '../errors.ts';
import { labelFault } from './label-syntax.ts';

/** Collects what is wrong with one object, each with its field, while it is read. */
export class Checks {
  readonly object: ClusterObject;
  readonly problems: Problem[] = [];
  /** Whether the API server would refuse the object. */
  refused = false;

  constructor(object: ClusterObject) {
    this.object = object;
  }

  refuse(path: FieldPath, message: string): void {
    this.refused = true;
    this.problems.push(networkProblem('network-policy-invalid', this.object, at(path, message), path));
  }

  doubt(path: FieldPath, message: string): void {
    this.problems.push(networkProblem('network-policy-doubtful', this.object, at(path, message), path));
  }

  /** Fields that the schema does not have are dropped by the API server, or refused with strict validation. */
  known(value: Readonly<Record<string, unknown>>, path: FieldPath, fields: readonly string[]): void {
    for (const field of Object.keys(value))
      if (!fields.includes(field)) this.doubt([...path, field], 'no such field, so that it does nothing');
  }

  /** @param most how many entries the API server takes */
  list(value: unknown, path: FieldPath, most?: number): readonly unknown[] {
    if (value !== undefined && value !== null && !Array.isArray(value)) this.refuse(path, 'must be a list');
    const entries = asList(value);
    if (most !== undefined && entries.length > most)
      this.refuse(path, `has ${entries.length} entries, and at most ${most} are allowed`);
    return entries;
  }

  map(value: unknown, path: FieldPath): Readonly<Record<string, unknown>> {
    if (isFields(value)) return value;
    if (value !== undefined && value !== null) this.refuse(path, 'must be a map');
    return {};
  }

  /** The API server looks at labels in its own kinds; of other kinds it does not, and no object has such a label. */
  #tellLabel(path: FieldPath, message: string): void {
    if (this.object.group === 'networking.k8s.io') this.refuse(path, message);
    else this.doubt(path, `${message}, so that no plugin can read it`);
  }

  /** A label selector that the API server takes; undefined where it is absent, or refused. */
  selector(value: unknown, path: FieldPath): LabelSelector | undefined {
    if (value === undefined || value === null) return undefined;
    const selector = this.map(value, path);
    this.known(selector, path, ['matchLabels', 'matchExpressions']);
    try {
      compileSelector(selector as LabelSelector);
    } catch (error) {
      if (!(error instanceof SelectorError || error instanceof TypeError)) throw error;
      this.refuse(path, error instanceof SelectorError ? error.message : 'is no label selector');
      return undefined;
    }
    const fault = labelFault(selector as LabelSelector);
    if (fault !== undefined) this.#tellLabel([...path, ...fault.path], fault.message);
    return selector as LabelSelector;
  }
}

function at(path: FieldPath, message: string): string {
  return path.length === 0 ? message : `${formatPath(path)}: ${message}`;
}
