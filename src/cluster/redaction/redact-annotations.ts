import { mayEmbedJson, redactEmbedded } from './embedded-objects.ts';
import type { Redactor } from './redactor.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Annotations in which tools keep the JSON of the object as it was applied. */
const appliedAnnotations = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'kapp.k14s.io/original',
  'kubecfg.ksonnet.io/last-applied-configuration',
]);
/** The same, packed: nothing in the product reads them, and they cannot be searched as text. */
const packedAnnotations = new Set([
  'objectset.rio.cattle.io/applied',
  'banzaicloud.com/last-applied',
  'kapp.k14s.io/original-diff',
]);

/**
 * Annotations without credentials. Applied configuration is read, redacted as an object and written again; where it
 * cannot be read it is dropped, because nobody can say what is in it.
 */
export function redactAnnotations(
  redactor: Redactor,
  annotations: Fields,
  redact: (body: Fields) => Fields,
): Fields {
  const entries = Object.entries(annotations).flatMap(([key, value]): [string, unknown][] => {
    if (packedAnnotations.has(key)) return [];
    if (typeof value !== 'string') return [[key, value]];
    const applied = appliedAnnotations.has(key);
    const embedded = applied || mayEmbedJson(value) ? redactEmbedded(value, redact) : undefined;
    if (embedded) return [[key, embedded.text]];
    return applied ? [] : [[key, redactor.text(value, key)]];
  });
  const unchanged =
    entries.length === Object.keys(annotations).length &&
    entries.every(([key, value]) => annotations[key] === value);
  return unchanged ? annotations : Object.fromEntries(entries);
}

/** Tools keep copies of a Secret in annotations, in forms of their own; longer ones are none that a person wrote. */
const longestPublicAnnotation = 256;

/** The annotations of a Secret, after {@link redactAnnotations}: none repeats a value, none is long and unreadable. */
export function redactSecretAnnotations(
  redactor: Redactor,
  annotations: Fields,
  values: readonly string[],
): Fields {
  return Object.fromEntries(
    Object.entries(annotations).map(([key, value]): [string, unknown] => {
      if (typeof value !== 'string') return [key, value];
      const repeats = values.some((secret) => value.includes(secret));
      const opaque = value.length > longestPublicAnnotation && !isObjectJson(value);
      return [key, repeats || opaque ? redactor.whole(value, 'opaque-annotation') : value];
    }),
  );
}

/** Has been redacted as an object already. */
function isObjectJson(text: string): boolean {
  return mayEmbedJson(text) && redactEmbedded(text, (body) => body) !== undefined;
}
