import type { KubernetesObject, Origin } from './object.ts';
import { checkObjectShape, needsName, normalisedMetadata } from './object-shape.ts';
import type { Problem } from './problem.ts';
import { maximumDepth, ObjectTooDeepError, redactObject } from './redaction/redact-object.ts';
import { createRedactor, type RedactionKey, type RedactorOptions } from './redaction/redactor.ts';

/** An object that may enter the model, or why it may not. */
export type Admission =
  | { readonly object: KubernetesObject; readonly problem?: undefined }
  | { readonly object?: undefined; readonly problem: Problem };

/** The only way into the model. */
export interface Door {
  /** Which key hashes were made with; hashes of another key are not comparable. */
  readonly keyId: string;
  admit(raw: unknown, origin?: Origin): Admission;
}

/**
 * Every object passes here before it enters the model: its shape is checked, `managedFields` is reduced to who, how and
 * when, and values of Secrets and credentials become keyed hashes (redaction/redacted.ts). The input is not changed; what
 * needs no redaction is shared with it.
 *
 * An object that leaves its name to the server gets `<generateName>*`, the second of its kind `<generateName>*2`.
 *
 * Problems: `object-not-a-map`, `object-apiversion-missing`, `object-kind-missing`, `object-metadata-missing`,
 * `object-name-missing`, `object-name-invalid`, `object-field-type`, `object-too-deep`. No message holds a value.
 * @param options what comes from a file of ours may say `admittedBefore`: it passes unchanged
 */
export function createDoor(key: RedactionKey, options: RedactorOptions = {}): Door {
  const redactor = createRedactor(key, options);
  const generated = new Map<string, number>();

  function nameFor(raw: KubernetesObject): string {
    const { metadata } = raw;
    if (!needsName({ ...metadata })) return metadata.name;
    const stem = `${metadata.generateName}*`;
    const place = `${raw.apiVersion}/${raw.kind}/${metadata.namespace ?? ''}/${stem}`;
    const count = (generated.get(place) ?? 0) + 1;
    generated.set(place, count);
    return count === 1 ? stem : stem + count;
  }

  return {
    keyId: key.keyId,
    admit(raw, origin) {
      const problem = checkObjectShape(raw, origin);
      if (problem) return { problem };
      const valid = raw as KubernetesObject;
      try {
        const redacted = redactObject(redactor, valid) as KubernetesObject;
        const metadata = normalisedMetadata({ ...redacted.metadata }, nameFor(valid));
        return { object: { ...redacted, metadata } };
      } catch (error) {
        if (!(error instanceof ObjectTooDeepError)) throw error;
        return { problem: tooDeep(origin) };
      }
    },
  };
}

function tooDeep(origin: Origin | undefined): Problem {
  return {
    code: 'object-too-deep',
    message: `the object nests maps and lists more than ${maximumDepth} deep`,
    hint: 'No Kubernetes object needs that depth; the file may be an attack on its readers.',
    severity: 'error',
    ...origin?.locate([]),
  };
}
