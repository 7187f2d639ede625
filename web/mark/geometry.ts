/** Where the parts of the load line stand, in the coordinates of a `size` by `size` drawing with y pointing down. */
export interface LoadLineGeometry {
  readonly center: number;
  /** Radius of the coverage ring's middle line. */
  readonly ring: number;
  readonly ringWidth: number;
  /** Radius of the disc. */
  readonly disc: number;
  /** Height of the line: the proven score. */
  readonly yLo: number;
  /** Upper end of the hatched band: what could still be true. */
  readonly yHi: number;
  readonly lineWidth: number;
  /** Length of the whole ring, and of its covered part. */
  readonly circumference: number;
  readonly covered: number;
}

/**
 * A score of 0 stands at the foot of the disc, 100 at its top. Small drawings (under 32 px) have no room between
 * ring and disc: the ring is the disc's outline.
 */
export function loadLineGeometry(
  size: number,
  score: { readonly lo: number; readonly hi: number; readonly coverage: number },
): LoadLineGeometry {
  const center = size / 2;
  const ringWidth = size < 32 ? 1.5 : Math.max(2, size / 40);
  const margin = size * 0.1;
  const ring = center - margin - ringWidth / 2;
  const disc = size < 32 ? ring : ring - ringWidth * 1.75;
  const circumference = 2 * Math.PI * ring;
  const y = (value: number): number => center + disc - (2 * disc * Math.min(100, Math.max(0, value))) / 100;
  return {
    center,
    ring,
    ringWidth,
    disc,
    yLo: y(score.lo),
    yHi: y(Math.max(score.lo, score.hi)),
    lineWidth: size < 32 ? 1.75 : Math.max(2, size / 36),
    circumference,
    covered: circumference * Math.min(1, Math.max(0, score.coverage)),
  };
}
