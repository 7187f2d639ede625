/** `in namespace shop`, and `in the whole cluster` for none. */
export function inPlace(namespace: string): string {
  return namespace === '' ? 'in the whole cluster' : `in namespace ${namespace}`;
}
