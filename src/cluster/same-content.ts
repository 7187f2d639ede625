import type { KubernetesObject } from './object.ts';
import { isSameQuantity } from './quantity.ts';
import { type Fields, isFields } from './unstructured.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
/** Metadata that the server or a controller writes, whatever a manifest says. */
const serverMetadata = new Set([
  'managedFields',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'selfLink',
  'ownerReferences',
  'generateName',
]);

/**
 * Whether applying a manifest would leave a live object as it is. Only what the manifest says is compared, because the
 * server fills in defaults and controllers add fields of their own; status and server-set metadata do not count. A field
 * that the last apply set and the manifest no longer has is a change. List elements are matched by position, so an
 * element that admission added counts as a change: rather one change too many than one missed.
 */
export function isSameContent(manifest: KubernetesObject, live: KubernetesObject): boolean {
  const wanted = content(manifest);
  if (!isWithin(wanted, content(live), '')) return false;
  const previous = parsed(live.metadata.annotations?.[lastApplied]);
  return previous === undefined || hasFieldsOf(wanted, content(previous));
}

/** Without status and server-set metadata; what a Secret gives as text stands with its data. */
function content(body: Fields): Fields {
  const { status: _status, metadata, stringData, ...rest } = body;
  const data = isFields(stringData)
    ? { data: { ...(isFields(rest['data']) && rest['data']), ...stringData } }
    : {};
  const kept = isFields(metadata)
    ? Object.fromEntries(
        Object.entries(metadata)
          .filter(([key]) => !serverMetadata.has(key))
          .map(([key, value]) => [
            key,
            key === 'annotations' && isFields(value) ? withoutLastApplied(value) : value,
          ]),
      )
    : {};
  return { ...rest, ...data, metadata: kept };
}

function withoutLastApplied(annotations: Fields): Fields {
  const { [lastApplied]: _, ...rest } = annotations;
  return rest;
}

/** Whether everything in `wanted` is in `present`. The server drops nulls and empty maps and lists. */
function isWithin(wanted: unknown, present: unknown, field: string): boolean {
  if (isEmpty(wanted)) return isEmpty(present) || wanted === undefined || wanted === null;
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(present) &&
      wanted.length === present.length &&
      wanted.every((item, at) => isWithin(item, present[at], field))
    );
  }
  if (isFields(wanted)) {
    return isFields(present) && Object.keys(wanted).every((key) => isWithin(wanted[key], present[key], key));
  }
  if (wanted === present) return true;
  return (
    isQuantityLike(wanted) &&
    isQuantityLike(present) &&
    isSameQuantity(String(wanted), String(present)) &&
    quantityFields.test(field)
  );
}

/** Fields whose value is an amount; `1.0` and `1` are two different labels. */
const quantityFields =
  /^(?:cpu|memory|storage|ephemeral-storage|hugepages-.+|sizeLimit|divisor|pods|averageValue|.+\/.+)$/;

/** Whether every field of `previous` is still said. Values do not matter here. */
function hasFieldsOf(wanted: unknown, previous: unknown): boolean {
  if (isEmpty(previous)) return true;
  if (Array.isArray(previous)) {
    return Array.isArray(wanted) && previous.every((item, at) => hasFieldsOf(wanted[at], item));
  }
  if (isFields(previous)) {
    return isFields(wanted) && Object.keys(previous).every((key) => hasFieldsOf(wanted[key], previous[key]));
  }
  return wanted !== undefined && wanted !== null;
}

function isQuantityLike(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isFields(value) && Object.keys(value).length === 0;
}

function parsed(text: string | undefined): Fields | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
