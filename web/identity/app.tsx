import { useCallback, useEffect } from 'react';
import type { AuditDocument } from '../../src/identity/audit-schema.ts';
import type { PaletteEntry } from '../report/palette/entries.ts';
import { HashNavigation, useNavigation } from '../report/place/navigation.tsx';
import '../report/print/print.css';
import { keptQuery } from '../report/shell/chosen-cluster.ts';
import { Frame } from '../report/shell/frame.tsx';
import { ErrorBoundary } from '../report/states/error-boundary.tsx';
import { Broken, NotFound } from '../report/states/states.tsx';
import { ClusterScope } from './cluster-scope.tsx';
import { AuditProvider } from './model/audit-context.tsx';
import { kindWord } from './model/names.ts';
import { pages } from './pages.tsx';
import { PathsPage } from './paths/paths-page.tsx';
import { SubjectPage } from './subjects/subject-page.tsx';
import { SubjectsPage } from './subjects/subjects-page.tsx';
import { WeekPage } from './week/week-page.tsx';

/** The identity audit of one run. */
export function AuditApp({ audit }: { readonly audit: AuditDocument }) {
  const entries = useCallback(() => entriesOf(audit), [audit]);
  if (audit.clusters.length === 0)
    return (
      <Broken title="Nothing was audited.">
        <p>This run read no cluster and no manifests.</p>
      </Broken>
    );
  return (
    <HashNavigation>
      <AuditProvider audit={audit}>
        <Frame
          pages={pages}
          kept={keptQuery}
          scope={<ClusterScope />}
          readAt={audit.time}
          entries={entries}
          find="Page, cluster, subject"
        >
          <CurrentPage />
        </Frame>
      </AuditProvider>
    </HashNavigation>
  );
}

function CurrentPage() {
  const { path } = useNavigation().place;
  useEffect(() => {
    document.title = ['Plimsoll identity', ...path].slice(0, 3).join(': ');
  }, [path]);
  return <ErrorBoundary key={path.join('/')}>{pageOf(path)}</ErrorBoundary>;
}

function pageOf([page, id]: readonly string[]): React.JSX.Element {
  if (page === undefined) return <WeekPage />;
  if (page === 'subjects' && id === undefined) return <SubjectsPage />;
  if (page === 'subject' && id !== undefined) return <SubjectPage id={id} />;
  if (page === 'paths' && id === undefined) return <PathsPage />;
  return <NotFound what={`page ${[page, id].join('/')}`} />;
}

function entriesOf({ clusters }: AuditDocument): readonly PaletteEntry[] {
  const entry = (
    kind: PaletteEntry['kind'],
    text: string,
    detail: string,
    to: Pick<PaletteEntry, 'path' | 'query'>,
  ) => ({
    kind,
    text,
    detail,
    ...to,
    search: `${text} ${detail}`.toLowerCase(),
  });
  const many = clusters.length > 1;
  return [
    ...pages.map(({ name, path }) => entry('page', name, '', { path, query: {} })),
    ...(many
      ? clusters.map(({ name }) => entry('cluster', name, '', { path: [], query: { cluster: [name] } }))
      : []),
    ...clusters.flatMap(({ name, subjects }) =>
      subjects.map((subject) =>
        entry('subject', subject.text, many ? name : kindWord(subject), {
          path: ['subject', subject.id],
          query: many ? { cluster: [name] } : {},
        }),
      ),
    ),
  ];
}
