import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const sea: MantineColorsTuple = [
  '#eaf7f6',
  '#d8ebe8',
  '#b1dbd7',
  '#86cac5',
  '#4fd1c5',
  '#35aaa2',
  '#1b8f88',
  '#0b7a75',
  '#0b706b',
  '#07514d',
];

/** Mantine as an instrument: our type, one accent, radius 3, no shadows but under overlays, no long transitions. */
export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: { light: 8, dark: 4 },
  colors: { sea },
  autoContrast: true,
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '20px' },
  radius: { xs: '3px', sm: '3px', md: '3px', lg: '3px', xl: '3px' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  focusRing: 'auto',
  cursorType: 'pointer',
  components: {
    Popover: {
      defaultProps: { transitionProps: { duration: 80 }, shadow: 'md', offset: 4, position: 'bottom-start' },
    },
    Menu: {
      defaultProps: {
        withinPortal: false,
        withInitialFocusPlaceholder: false,
        transitionProps: { duration: 80 },
        shadow: 'md',
        offset: 4,
        position: 'bottom-end',
      },
    },
    Modal: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'md' } },
  },
});

/** Mantine's own variables follow our tokens, so that its widgets and our pages are one thing in both schemes. */
export const cssVariables: CSSVariablesResolver = () => {
  const scheme = {
    '--mantine-color-body': 'var(--surface-0)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-3)',
    '--mantine-color-placeholder': 'var(--ink-3)',
    '--mantine-color-default': 'var(--surface-0)',
    '--mantine-color-default-hover': 'var(--surface-2)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-white': 'var(--surface-0)',
    '--mantine-color-dark-6': 'var(--surface-1)',
    '--mantine-color-dark-4': 'var(--line-strong)',
    '--mantine-color-gray-2': 'var(--line-strong)',
    '--mantine-color-gray-1': 'var(--surface-2)',
    '--mantine-shadow-md': 'var(--overlay-shadow)',
  };
  return { variables: {}, light: scheme, dark: scheme };
};
