/** `4 min ago`; a time ahead of the reader's clock counts as now. Not a date: `unknown time`. */
export function ago(time: string, now: number): string {
  const then = Date.parse(time);
  if (Number.isNaN(then)) return 'unknown time';
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 2 * 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} days ago`;
}

/** `2026-11-25 07:53:12 UTC` */
export function exactUtc(time: string): string {
  const then = Date.parse(time);
  if (Number.isNaN(then)) return time;
  return `${new Date(then).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** How long a run took: `0.4 s`, `12 s`, `3 min`. */
export function duration(start: string, end: string): string {
  const seconds = Math.max(0, (Date.parse(end) - Date.parse(start)) / 1000);
  if (Number.isNaN(seconds)) return 'unknown duration';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
