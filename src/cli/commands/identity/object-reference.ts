/** What an object is called, and nothing of what is in it. */
export function objectReference({
  kind,
  namespace,
  name,
}: {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}): { kind: string; namespace?: string; name: string } {
  return { kind, ...(namespace !== '' && { namespace }), name };
}
