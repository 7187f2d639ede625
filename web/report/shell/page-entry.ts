import type { ReactNode } from 'react';

/** A page in the rail. */
export interface PageEntry {
  readonly path: readonly string[];
  readonly name: string;
  /** The key after `g`. */
  readonly key: string;
  readonly icon: ReactNode;
}

/** Whether a path belongs to a page of the rail: the page of one control is under Controls. */
export function isUnder(page: PageEntry, path: readonly string[]): boolean {
  const [first = ''] = path;
  const [own = ''] = page.path;
  return first === own || `${first}s` === own;
}
