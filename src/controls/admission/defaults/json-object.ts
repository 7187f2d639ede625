/** An object of JSON whose copy is being completed. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The objects of a list that is a field. */
export function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** A field that holds an object, or an empty one in its place that is not put there. */
export function objectIn(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
