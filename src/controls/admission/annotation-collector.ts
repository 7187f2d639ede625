import { type ObjectReference, objectKey } from '../../cluster/index.ts';
import type { PreviewAnnotation } from './preview.ts';

/** Audit annotations: what several bindings say under one key is joined, equal values once. */
export class AnnotationCollector {
  readonly #values = new Map<
    string,
    { readonly row: Omit<PreviewAnnotation, 'value'>; readonly values: string[] }
  >();

  add(object: ObjectReference, policy: string, annotations: Readonly<Record<string, string>>): void {
    for (const [key, value] of Object.entries(annotations)) {
      const id = JSON.stringify([objectKey(object), policy, key]);
      const known = this.#values.get(id) ?? { row: { object, policy, key }, values: [] };
      this.#values.set(id, known);
      if (!known.values.includes(value)) known.values.push(value);
    }
  }

  all(): PreviewAnnotation[] {
    return [...this.#values.values()].map(({ row, values }) => ({ ...row, value: values.join(', ') }));
  }
}
