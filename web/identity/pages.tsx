import type { PageEntry } from '../report/shell/page-entry.ts';

/** The pages in the rail, in the order of the questions that a person has. */
export const pages: readonly PageEntry[] = [
  {
    path: [],
    name: 'This week',
    key: 'o',
    icon: <path d="M2 9h12M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Z" />,
  },
  {
    path: ['subjects'],
    name: 'Subjects',
    key: 's',
    icon: <path d="M2.5 2.5h11v11h-11ZM2.5 6h11M6 2.5v11M9.8 2.5v11M2.5 9.8h11" />,
  },
  {
    path: ['paths'],
    name: 'Paths',
    key: 'p',
    icon: <path d="M2 3.5h3M11 12.5h3M5 3.5c5 0 1 9 6 9M2 12.5h3c2 0 2.5-3 3.5-5" />,
  },
];
