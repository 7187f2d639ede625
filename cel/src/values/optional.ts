/** A value that may be absent: the result of `a.?b` and its like. */
export class Optional {
  readonly present: boolean;
  readonly value: unknown;
  constructor(present: boolean, value: unknown) {
    this.present = present;
    this.value = value;
  }
}

export const none = new Optional(false, null);

export function optionalOf(value: unknown): Optional {
  return new Optional(true, value);
}
