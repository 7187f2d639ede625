import { Modal } from '@mantine/core';
import { Fragment } from 'react';
import type { PageEntry } from './page-entry.ts';
import classes from './shell.module.css';
import { shortcutWords } from './shortcuts.ts';

interface HelpProps {
  readonly pages: readonly PageEntry[];
  readonly find: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function Help({ pages, find, opened, onClose }: HelpProps) {
  return (
    <Modal.Root opened={opened} onClose={onClose} size={380}>
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label="Keyboard" p={20}>
        <h2 className={classes['helpTitle']}>Keyboard</h2>
        <dl className={classes['help']}>
          {shortcutWords(pages, find).map(([keys, words]) => (
            <Fragment key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{words}</dd>
            </Fragment>
          ))}
        </dl>
      </Modal.Content>
    </Modal.Root>
  );
}
