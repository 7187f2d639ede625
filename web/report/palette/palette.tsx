import { Modal } from '@mantine/core';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { useNavigation } from '../place/navigation.tsx';
import { type PaletteEntry, searchPalette } from './entries.ts';
import classes from './palette.module.css';

interface PaletteProps {
  /** Everything that can be gone to; asked for when the palette opens. */
  readonly entries: () => readonly PaletteEntry[];
  /** What kinds that are: `Page, workload, control, finding`. */
  readonly find: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Ctrl-K: go anywhere by any words of it. */
export function Palette({ opened, ...list }: PaletteProps) {
  const { onClose } = list;
  return (
    <Modal.Root opened={opened} onClose={onClose} size={620} padding={0} yOffset="12vh">
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label="Go to">{opened ? <PaletteList {...list} /> : null}</Modal.Content>
    </Modal.Root>
  );
}

function PaletteList({ entries: read, find, onClose }: Omit<PaletteProps, 'opened'>) {
  const { go } = useNavigation();
  const id = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const wanted = useDeferredValue(text);
  const entries = useMemo(() => read(), [read]);
  const found = useMemo(() => searchPalette(entries, wanted, 12), [entries, wanted]);
  const open = (entry: PaletteEntry | undefined): void => {
    if (!entry) return;
    onClose();
    go({ path: entry.path, query: entry.query });
  };
  const onKey = (event: React.KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    // The list may lag behind fast typing; what is opened never does.
    if (event.key === 'Enter') open(searchPalette(entries, text, 12)[at]);
    if (step === 0) return;
    event.preventDefault();
    setAt((at + step + found.length) % Math.max(1, found.length));
  };
  return (
    <>
      <input
        data-autofocus
        className={classes['input']}
        placeholder={find}
        aria-label="Go to"
        role="combobox"
        aria-expanded
        aria-controls={`${id}list`}
        aria-activedescendant={found[at] ? `${id}${at}` : undefined}
        value={text}
        onKeyDown={onKey}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
      />
      {/* No native list can stand under a field of its own and hold three columns. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <div role="listbox" id={`${id}list`} aria-label="Places" className={classes['list']}>
        {found.map((entry, index) => (
          // The keyboard moves in the field above (the combobox pattern); an option itself takes the mouse alone.
          // oxlint-disable jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus, jsx-a11y/prefer-tag-over-role
          <div
            key={`${entry.kind} ${entry.path.join('/')} ${entry.text}`}
            id={`${id}${index}`}
            role="option"
            aria-selected={index === at}
            className={classes['option']}
            onClick={() => open(entry)}
            onMouseMove={() => setAt(index)}
          >
            <span className={classes['kind']}>{entry.kind}</span>
            <span className={classes['text']} title={entry.text}>
              {entry.text}
            </span>
            <span className={classes['detail']}>{entry.detail}</span>
          </div>
        ))}
        {found.length === 0 ? <p className={classes['none']}>Nothing has these words.</p> : null}
      </div>
    </>
  );
}
