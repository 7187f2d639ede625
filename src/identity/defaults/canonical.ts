/** A value as text in which neither the order of fields and lists nor empty ones count. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, content]) => content !== undefined && content !== null && !isEmptyList(content))
    .map(([field, content]) => `${JSON.stringify(field)}:${canonical(content)}`);
  return `{${fields.sort().join()}}`;
}

/** A subject of a binding. Users and groups have their API group written or not: the server adds it. */
export function canonicalSubject(subject: unknown): string {
  const { kind, name, namespace } = (subject ?? {}) as Readonly<Record<string, unknown>>;
  return canonical(kind === 'ServiceAccount' ? { kind, name, namespace } : { kind, name });
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
