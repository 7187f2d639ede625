import { type MouseEvent, useState } from 'react';

interface Copy {
  /** True for a moment after a copy. */
  readonly copied: boolean;
  readonly copy: (event: MouseEvent<HTMLElement>) => void;
}

/** Copies a text. Where the clipboard is denied, as it may be for a page from a file, the text beside the button is selected instead. */
export function useCopy(text: string): Copy {
  const [copied, setCopied] = useState(false);
  const write = async (button: HTMLElement): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      window.setTimeout(() => setCopied(false), 1500);
    } catch {
      const shown = button.parentElement?.querySelector('code, pre');
      if (shown) window.getSelection()?.selectAllChildren(shown);
    }
  };
  return { copied, copy: (event) => void write(event.currentTarget) };
}
