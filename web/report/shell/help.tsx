import { Modal } from '@mantine/core';
import { Fragment } from 'react';
import classes from './shell.module.css';
import { shortcutWords } from './shortcuts.ts';

export function Help({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" size={380} closeButtonProps={{ 'aria-label': 'Close' }}>
      <dl className={classes['help']}>
        {shortcutWords.map(([keys, words]) => (
          <Fragment key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{words}</dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  );
}
