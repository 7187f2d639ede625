/** What kubectl asks for at a time. */
const largest = 500;
const smallest = 50;
/** A page is one string and one parsed tree at once: more than this costs memory and, on a slow line, the time limit. */
const comfortableBytes = 16 * 1024 * 1024;
/** Types whose objects may be megabytes each: Helm keeps releases in them. */
const heavy = new Set(['secrets', 'configmaps', 'customresourcedefinitions']);

/** How many objects to ask for first. */
export function firstPageSize(resource: string): number {
  return heavy.has(resource) ? 100 : largest;
}

/** How many to ask for next, after a page of `limit` objects had `bytes` bytes. */
export function nextPageSize(limit: number, bytes: number): number {
  const fitting = Math.floor((limit * comfortableBytes) / Math.max(bytes, 1));
  return Math.max(smallest, Math.min(largest, fitting));
}

/** How many to ask for when a page took too long; undefined when it cannot be much smaller. */
export function smallerPageSize(limit: number): number | undefined {
  return limit > smallest ? smallest : undefined;
}
