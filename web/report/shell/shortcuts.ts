import { useLayoutEffect, useRef } from 'react';
import { useNavigation } from '../place/navigation.tsx';
import type { Query } from '../place/place.ts';
import type { PageEntry } from './page-entry.ts';

/** Keys that every page understands, for the help; `find` is what the palette goes to. */
export function shortcutWords(
  pages: readonly PageEntry[],
  find: string,
): readonly (readonly [string, string])[] {
  return [
    ...pages.map((page) => [`g ${page.key}`, page.name] as const),
    ['/', 'Filter by text'],
    ['j  k', 'Next and previous row'],
    ['Enter', 'Open the row'],
    ['Esc', 'Close the panel'],
    ['Ctrl K', `Go to: ${find.toLowerCase()}`],
    ['?', 'This help'],
  ];
}

interface ShortcutOptions {
  readonly pages: readonly PageEntry[];
  readonly kept: (query: Query) => Query;
  readonly onHelp: () => void;
  readonly onPalette: () => void;
}

/** True while keys belong to a field or an open dialog. */
export function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.matches('input, textarea, select, [contenteditable]') ||
    target.closest('[role="dialog"], [role="menu"]') !== null
  );
}

/** `g` and a letter within a second goes to a page; `?` opens the help; Ctrl-K the palette. */
export function useShortcuts({ pages, kept, onHelp, onPalette }: ShortcutOptions): void {
  const { go, place } = useNavigation();
  const leader = useRef(Number.NEGATIVE_INFINITY);
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        onPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const page =
        event.timeStamp - leader.current < 1000 ? pages.find(({ key }) => key === event.key) : undefined;
      leader.current = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (page) {
        event.preventDefault();
        event.stopImmediatePropagation();
        go({ path: page.path, query: kept(place.query) });
      } else if (event.key === '?') onHelp();
    };
    // First in line: the letter after g is not the table's.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [go, place, pages, kept, onHelp, onPalette]);
}
