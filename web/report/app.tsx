import { useCallback, useEffect, useMemo } from 'react';
import type { Report } from '../../src/report/schema.ts';
import { ConnectionsPage } from './connections/connections-page.tsx';
import { ControlPage } from './controls/control-page.tsx';
import { ControlsPage } from './controls/controls-page.tsx';
import { CoveragePage } from './coverage/coverage-page.tsx';
import { FindingPage } from './findings/finding-page.tsx';
import { FindingsPage } from './findings/findings-page.tsx';
import { ModelProvider } from './model/context.tsx';
import { scopeOf } from './model/filter.ts';
import { modelOf } from './model/model.ts';
import { OverviewPage } from './overview/overview-page.tsx';
import { paletteEntries } from './palette/entries.ts';
import { HashNavigation, useNavigation } from './place/navigation.tsx';
import './print/print.css';
import { Frame } from './shell/frame.tsx';
import { pagesOf } from './shell/pages.tsx';
import { ReportScope } from './shell/report-scope.tsx';
import { ErrorBoundary } from './states/error-boundary.tsx';
import { NotFound } from './states/states.tsx';
import { SubjectPage } from './subject/subject-page.tsx';
import { WorkloadsPage } from './subject/workloads-page.tsx';

/** The report of one run. */
export function ReportApp({ report }: { readonly report: Report }) {
  const model = useMemo(() => modelOf(report), [report]);
  const pages = useMemo(() => pagesOf(report), [report]);
  const entries = useCallback(() => paletteEntries(model, pages), [model, pages]);
  return (
    <HashNavigation>
      <ModelProvider model={model}>
        <Frame
          pages={pages}
          kept={scopeOf}
          scope={<ReportScope />}
          readAt={report.run.endedAt}
          entries={entries}
          find="Page, workload, control, finding"
        >
          <CurrentPage network={report.network} />
        </Frame>
      </ModelProvider>
    </HashNavigation>
  );
}

function CurrentPage({ network }: Pick<Report, 'network'>) {
  const { path } = useNavigation().place;
  const [page = 'overview', ...rest] = path;
  useEffect(() => {
    document.title = `${['Plimsoll', ...path].slice(0, 2).join(': ')}`;
  }, [path]);
  return <ErrorBoundary key={path.join('/')}>{pageOf(page, rest, network)}</ErrorBoundary>;
}

function pageOf(page: string, rest: readonly string[], network: Report['network']): React.JSX.Element {
  const [first] = rest;
  if (page === 'overview' && first === undefined) return <OverviewPage />;
  if (page === 'findings' && first === undefined) return <FindingsPage />;
  if (page === 'finding' && first !== undefined) return <FindingPage id={first} />;
  if (page === 'workloads' && first === undefined) return <WorkloadsPage />;
  if (page === 'workload' && first !== undefined) return <SubjectPage path={rest} />;
  if (page === 'controls' && first === undefined) return <ControlsPage />;
  if (page === 'control' && first !== undefined) return <ControlPage id={first} />;
  if (page === 'connections' && first === undefined && network !== undefined)
    return <ConnectionsPage network={network} />;
  if (page === 'coverage' && first === undefined) return <CoveragePage />;
  return <NotFound what={`page ${[page, ...rest].join('/')}`} />;
}
