import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import './fonts.css';
import './mantine.css';
import './tokens.css';
import './base.css';
import { cssVariables, theme } from './theme.ts';

const manager = localStorageColorSchemeManager({ key: 'plimsoll-color-scheme' });

/** Mantine writes its variables while it runs: their sheet stays out of the file. Everything inside gets our theme; the scheme follows the system until a person chooses. */
export function Appearance({ children }: { readonly children: ReactNode }) {
  return (
    <MantineProvider
      deduplicateCssVariables={false}
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={manager}
    >
      {children}
    </MantineProvider>
  );
}
