import { useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { Time } from '../words/words.tsx';
import classes from './shell.module.css';

const schemes = ['auto', 'light', 'dark'] as const;

interface TopLineProps {
  readonly scope: ReactNode;
  readonly readAt: string;
  readonly onPalette: () => void;
}

/** Scope, time, palette and scheme: what is the same on every page. */
export function TopLine({ scope, readAt, onPalette }: TopLineProps) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = schemes[(schemes.indexOf(colorScheme) + 1) % schemes.length] ?? 'auto';
  return (
    <header className={classes['top']}>
      <div className={classes['scope']}>{scope}</div>
      <div className={classes['topEnd']}>
        <span className={classes['confidential']}>Confidential</span>
        <span className={classes['read']}>
          read <Time time={readAt} />
        </span>
        <button type="button" className={classes['palette']} onClick={onPalette} data-screen-only>
          Go to… <kbd>Ctrl K</kbd>
        </button>
        <button
          type="button"
          className={classes['scheme']}
          onClick={() => setColorScheme(next)}
          title={`Colours: ${colorScheme}. Change to ${next}.`}
          aria-label={`Colours: ${colorScheme}. Change to ${next}.`}
          data-screen-only
        >
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden>
            <circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.25" />
            {colorScheme === 'light' ? null : (
              <path
                d={
                  colorScheme === 'dark'
                    ? 'M7 1.5a5.5 5.5 0 0 1 0 11 5.5 5.5 0 0 1 0-11Z'
                    : 'M7 1.5a5.5 5.5 0 0 1 0 11Z'
                }
                fill="currentColor"
              />
            )}
          </svg>
        </button>
      </div>
    </header>
  );
}
