import type { AuditCluster, AuditDocument } from '../../src/identity/audit-schema.ts';
import type { Query } from '../report/place/place.ts';
import { ClustersApp } from '../report/shell/clusters-app.tsx';
import { NotFound } from '../report/states/states.tsx';
import { AuditProvider } from './model/audit-context.tsx';
import { kindWord } from './model/names.ts';
import { pages } from './pages.tsx';
import { PathsPage } from './paths/paths-page.tsx';
import { SubjectPage } from './subjects/subject-page.tsx';
import { SubjectsPage } from './subjects/subjects-page.tsx';
import { WeekPage } from './week/week-page.tsx';

/** The identity audit of one run. */
export function AuditApp({ audit }: { readonly audit: AuditDocument }) {
  return (
    <AuditProvider audit={audit}>
      <ClustersApp
        name="identity"
        clusters={audit.clusters}
        time={audit.time}
        pages={pages}
        pageOf={pageOf}
        entriesIn={entriesIn}
        find="Page, cluster, subject"
      />
    </AuditProvider>
  );
}

function pageOf([page, id]: readonly string[]): React.JSX.Element {
  if (page === undefined) return <WeekPage />;
  if (page === 'subjects' && id === undefined) return <SubjectsPage />;
  if (page === 'subject' && id !== undefined) return <SubjectPage id={id} />;
  if (page === 'paths' && id === undefined) return <PathsPage />;
  return <NotFound what={`page ${[page, ...(id === undefined ? [] : [id])].join('/')}`} />;
}

function entriesIn({ subjects }: AuditCluster, kept: Query) {
  return subjects.map((subject) => ({
    kind: 'subject' as const,
    text: subject.text,
    detail: kindWord(subject),
    path: ['subject', subject.id],
    query: kept,
  }));
}
