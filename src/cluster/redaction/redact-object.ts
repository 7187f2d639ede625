import { type Fields, isFields } from '../unstructured.ts';
import { mayEmbedJson, redactEmbedded } from './embedded-objects.ts';
import { keyOwnersAnnotation, ownersOfKeysIn } from './key-owner.ts';
import { redactAnnotations, redactSecretAnnotations } from './redact-annotations.ts';
import { parseRedacted } from './redacted.ts';
import type { Redactor } from './redactor.ts';

/** Deeper objects are refused: the API server refuses them too, and recursion must end. */
export const maximumDepth = 200;

export class ObjectTooDeepError extends Error {}

/**
 * An object without any value of a Secret or credential. What holds none is shared with the input, not copied.
 *
 * Values of a Secret go as a whole, also of one that is nested anywhere (templates, applied configuration). Everywhere
 * else each string is searched, together with what names it: its field, the key of its map, the `name` beside a `value`,
 * or the flag before it in a list.
 */
export function redactObject(redactor: Redactor, body: Fields): Fields {
  return redactFields(redactor, body, 0);
}

function redactFields(redactor: Redactor, value: Fields, depth: number): Fields {
  if (depth > maximumDepth) throw new ObjectTooDeepError();
  if (isSecret(value)) return redactSecret(redactor, value, depth);
  if (value['kind'] === 'CustomResourceDefinition') return redactDefinition(redactor, value, depth);
  const isHelmRelease = value['kind'] === 'ConfigMap' && labelsOf(value)['owner'] === 'helm';
  const named = typeof value['name'] === 'string' ? value['name'] : undefined;
  return mapFields(value, (field, key) => {
    if (key === 'metadata') return redactMetadata(redactor, field, depth);
    if (key === 'apiVersion' || key === 'kind') return field;
    if (key === 'binaryData' && value['kind'] === 'ConfigMap' && isFields(field)) {
      return mapFields(field, (item, name) =>
        typeof item === 'string' ? redactor.binaryData(item, name) : item,
      );
    }
    if (isHelmRelease && key === 'data' && isFields(field)) {
      return mapFields(field, (item) =>
        typeof item === 'string' ? redactor.whole(item, 'helm-release') : item,
      );
    }
    return redactValue(redactor, field, key === 'value' && named !== undefined ? named : key, depth + 1);
  });
}

/** A schema holds names of fields and prose, and is by far the largest part of any object: it is not searched. */
function redactDefinition(redactor: Redactor, definition: Fields, depth: number): Fields {
  return mapFields(definition, (field, key) => {
    if (key === 'metadata') return redactMetadata(redactor, field, depth);
    if (key !== 'spec' || !isFields(field)) return field;
    return mapFields(field, (part, name) =>
      name === 'versions' || name === 'validation' ? part : redactValue(redactor, part, name, depth + 1),
    );
  });
}

function redactValue(redactor: Redactor, value: unknown, name: string, depth: number): unknown {
  if (typeof value === 'string') return redactText(redactor, value, name, depth);
  if (Array.isArray(value)) return redactList(redactor, value, name, depth);
  return isFields(value) ? redactFields(redactor, value, depth + 1) : value;
}

/** A text may be the JSON of objects, as in a ConfigMap that carries manifests. */
function redactText(redactor: Redactor, text: string, name: string, depth: number): string {
  const embedded = mayEmbedJson(text)
    ? redactEmbedded(text, (body) => redactFields(redactor, body, depth + 1))
    : undefined;
  return embedded?.text ?? redactor.text(text, name);
}

/** In a command line the value of a flag may be the next element: `["--password", "…"]`. */
function redactList(
  redactor: Redactor,
  list: readonly unknown[],
  name: string,
  depth: number,
): readonly unknown[] {
  if (depth > maximumDepth) throw new ObjectTooDeepError();
  let copy: unknown[] | undefined;
  let onlyTexts = true;
  for (let at = 0; at < list.length; at++) {
    const item = list[at];
    const isText = typeof item === 'string';
    onlyTexts &&= isText;
    const flag = at === 0 || (isText && item.startsWith('-')) ? undefined : flagIn(list[at - 1]);
    const next = redactValue(redactor, item, flag ?? name, depth + 1);
    if (next === item) continue;
    copy ??= [...list];
    copy[at] = next;
  }
  const items = copy ?? list;
  return onlyTexts ? redactor.commandLine(items as readonly string[]) : items;
}

function flagIn(item: unknown): string | undefined {
  return typeof item === 'string' && item.startsWith('-')
    ? /^--?([A-Za-z][\w.-]*)$/.exec(item)?.[1]
    : undefined;
}

function redactMetadata(redactor: Redactor, metadata: unknown, depth: number): unknown {
  if (!isFields(metadata)) return metadata;
  return mapFields(metadata, (field, key) => {
    if (key === 'managedFields' || key === 'ownerReferences' || key === 'name' || key === 'namespace')
      return field;
    if (key === 'annotations' && isFields(field)) {
      return redactAnnotations(redactor, field, (body) => redactFields(redactor, body, depth + 1));
    }
    return redactValue(redactor, field, '', depth + 1);
  });
}

/** Everything but metadata and the few public fields goes, so that a misspelt `data` does not slip through. */
function redactSecret(redactor: Redactor, secret: Fields, depth: number): Fields {
  return mapFields(secret, (field, key) => {
    if (key === 'metadata') return redactSecretMetadata(redactor, field, secret, depth);
    if (publicSecretFields.has(key)) return field;
    return redactEverything(field, (text) =>
      key === 'data' ? redactor.secretData(text) : redactor.whole(text, 'secret-data'),
    );
  });
}

const publicSecretFields = new Set(['apiVersion', 'kind', 'type', 'immutable']);

function redactSecretMetadata(redactor: Redactor, metadata: unknown, secret: Fields, depth: number): unknown {
  const redacted = redactMetadata(redactor, metadata, depth);
  if (!isFields(redacted)) return redacted;
  const owners = ownersOfKeysIn(secret);
  const { annotations, ...others } = redacted;
  if (!isFields(annotations))
    return owners === undefined ? redacted : { ...others, annotations: { [keyOwnersAnnotation]: owners } };
  const { [keyOwnersAnnotation]: _claimed, ...own } = annotations;
  const kept = redactSecretAnnotations(redactor, own, valuesOf(secret));
  return {
    ...others,
    annotations: owners === undefined ? kept : { ...kept, [keyOwnersAnnotation]: owners },
  };
}

/** Values of a Secret as they may be repeated elsewhere; the shortest would match anything. */
function valuesOf(secret: Fields): readonly string[] {
  const plain = isFields(secret['stringData']) ? Object.values(secret['stringData']) : [];
  const encoded = isFields(secret['data']) ? Object.values(secret['data']) : [];
  const texts = encoded.filter((value) => typeof value === 'string');
  return [...plain, ...texts, ...texts.map((text) => Buffer.from(text, 'base64').toString('utf8'))].filter(
    (value): value is string => typeof value === 'string' && value.length >= 6 && !parseRedacted(value),
  );
}

function redactEverything(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number' || typeof value === 'boolean') return redact(String(value));
  if (Array.isArray(value)) return value.map((item: unknown) => redactEverything(item, redact));
  return isFields(value) ? mapFields(value, (item) => redactEverything(item, redact)) : value;
}

/** A Secret, and not a reference to one: those have a `kind` too. */
function isSecret(value: Fields): boolean {
  const { apiVersion } = value;
  return (
    value['kind'] === 'Secret' &&
    (typeof apiVersion !== 'string' || !apiVersion.includes('/')) &&
    (isFields(value['metadata']) || 'data' in value || 'stringData' in value)
  );
}

function labelsOf(value: Fields): Fields {
  const metadata = value['metadata'];
  const labels = isFields(metadata) ? metadata['labels'] : undefined;
  return isFields(labels) ? labels : {};
}

function mapFields(value: Fields, change: (field: unknown, key: string) => unknown): Fields {
  let changed: Map<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const next = change(value[key], key);
    if (next === value[key]) continue;
    changed ??= new Map();
    changed.set(key, next);
  }
  return changed === undefined
    ? value
    : Object.fromEntries(
        Object.entries(value).map(([key, field]) => [key, changed.has(key) ? changed.get(key) : field]),
      );
}
