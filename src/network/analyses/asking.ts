/** Whether an entry point asks who comes before it passes a request on. */
export type SignIn =
  /** By what: the name of an annotation, or of an object. */
  | { readonly asks: string }
  /** Why that is not known, as a clause. */
  | { readonly perhaps: string };

/** What asks wins over what may. */
export function firstOf(found: readonly (SignIn | undefined)[]): SignIn | undefined {
  return (
    found.find((each) => each !== undefined && 'asks' in each) ?? found.find((each) => each !== undefined)
  );
}
