import { useSyncExternalStore } from 'react';

const half = 30_000;

function subscribe(listener: () => void): () => void {
  const timer = window.setInterval(listener, half);
  return () => window.clearInterval(timer);
}

/** The reader's clock in milliseconds, in steps of half a minute: `4 min ago` stays true on a page that stays open. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => Math.ceil(Date.now() / half) * half);
}
