import type { Report } from '../../../src/report/schema.ts';
import type { PageEntry } from './page-entry.ts';

/** The pages in the rail, in the order of the questions that a person has; that of connections where the run compared them. */
export function pagesOf({ network }: Pick<Report, 'network'>): readonly PageEntry[] {
  return pages.filter(({ path: [page] }) => page !== 'connections' || network !== undefined);
}

const pages: readonly PageEntry[] = [
  {
    path: [],
    name: 'Overview',
    key: 'o',
    icon: <path d="M2 9h12M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Z" />,
  },
  { path: ['findings'], name: 'Findings', key: 'f', icon: <path d="M2 4h12M2 8h12M2 12h7" /> },
  {
    path: ['workloads'],
    name: 'Workloads',
    key: 'w',
    icon: <path d="M8 2 13.5 5v6L8 14 2.5 11V5ZM2.5 5 8 8l5.5-3M8 8v6" />,
  },
  {
    path: ['controls'],
    name: 'Controls',
    key: 'k',
    icon: <path d="M2 4.5 3.5 6 6 3M2 11l1.5 1.5L6 9.5M8.5 4.5H14M8.5 11H14" />,
  },
  {
    path: ['connections'],
    name: 'Connections',
    key: 'n',
    icon: <path d="M2 4.5h4v4H2ZM10 7.5h4v4h-4ZM6 6.5h2v3h2" />,
  },
  {
    path: ['coverage'],
    name: 'Coverage',
    key: 'c',
    icon: <path d="M2.5 2.5h11v11h-11ZM2.5 8 8 2.5M2.5 13.5l11-11M8 13.5l5.5-5.5" />,
  },
];

/** Pages that keep to the chosen clusters and namespaces. On the others every number is of the whole run, and the top line says so. */
export function hasScope(path: readonly string[]): boolean {
  return ['', 'overview', 'findings', 'workloads', 'coverage'].includes(path[0] ?? '');
}
