import fc from 'fast-check';

/** `FUZZ_SEED` makes every property test ask the same questions again. */
const seed = process.env['FUZZ_SEED'];
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });
