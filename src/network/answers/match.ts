/** Whether something is meant. `maybe`: it depends on what is not known, as an address. */
export type Match = 'yes' | 'no' | 'maybe';

/** Of several that must all hold. */
export function leastOf(matches: readonly Match[]): Match {
  if (matches.includes('no')) return 'no';
  return matches.includes('maybe') ? 'maybe' : 'yes';
}

/** Of several of which one is enough. */
export function mostOf(matches: readonly Match[]): Match {
  if (matches.includes('yes')) return 'yes';
  return matches.includes('maybe') ? 'maybe' : 'no';
}

export const opposite: Readonly<Record<Match, Match>> = { yes: 'no', no: 'yes', maybe: 'maybe' };
