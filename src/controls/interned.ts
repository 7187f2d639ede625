import { createInterner } from '../cluster/index.ts';

/** Thousands of findings say the same of the same fields, and each would hold a copy of the text. */
export const interned = createInterner(256, 4096);
