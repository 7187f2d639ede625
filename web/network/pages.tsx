import type { PageEntry } from '../report/shell/page-entry.ts';

/** The pages in the rail, in the order of the questions that a person has. */
export const pages: readonly PageEntry[] = [
  {
    path: [],
    name: 'Overview',
    key: 'o',
    icon: <path d="M2 9h12M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Z" />,
  },
  {
    path: ['map'],
    name: 'Map',
    key: 'm',
    icon: <path d="M2 2.5h4v4H2ZM10 9.5h4v4h-4ZM10 2.5h4v4h-4ZM6 4.5h4M4 6.5v5h6" />,
  },
  {
    path: ['matrix'],
    name: 'Matrix',
    key: 'x',
    icon: <path d="M2.5 2.5h11v11h-11ZM2.5 6h11M6 2.5v11M9.8 2.5v11M2.5 9.8h11" />,
  },
  {
    path: ['exposure'],
    name: 'Exposure',
    key: 'e',
    icon: <path d="M8 2v8M5 7l3 3 3-3M2.5 13.5h11" />,
  },
  {
    path: ['workloads'],
    name: 'Workloads',
    key: 'w',
    icon: <path d="M2 4h12M2 8h12M2 12h8" />,
  },
];
