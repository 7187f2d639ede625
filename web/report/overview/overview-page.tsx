import { useMemo } from 'react';
import { scanCommand } from '../../../src/report/commands.ts';
import { Columns, Page } from '../layout/page.tsx';
import { useModel } from '../model/context.tsx';
import { applyFilter, filterOf, scopeOf } from '../model/filter.ts';
import { useNavigation } from '../place/navigation.tsx';
import { overviewSentence } from '../words/sentence.ts';
import { Causes } from './causes.tsx';
import { Clusters } from './clusters.tsx';
import { ConnectionChanges } from './connections.tsx';
import { Frameworks } from './frameworks.tsx';
import classes from './overview.module.css';
import { PowerChanges } from './power.tsx';
import { Problems, Run } from './run.tsx';
import { ScoreGauge } from './score.tsx';
import { SeverityTable } from './severity-table.tsx';
import { Unknowns } from './unknowns.tsx';

/** The whole in one glance: the answer, the score, what fails, what to do first, where, and what could not be seen. */
export function OverviewPage() {
  const model = useModel();
  const { place } = useNavigation();
  const scope = scopeOf(place.query);
  const rows = useMemo(() => applyFilter(model.rows, filterOf(scopeOf(place.query))), [model, place.query]);
  return (
    <Page sentence={overviewSentence(model, rows, scope)} command={scanCommand(model.report)}>
      <Problems report={model.report} />
      <div className={classes['top']}>
        <ScoreGauge scope={scope} />
        <SeverityTable rows={rows} scope={scope} />
      </div>
      <PowerChanges />
      <ConnectionChanges />
      <Causes rows={rows} scope={scope} />
      {model.report.clusters.length > 1 ||
      model.report.clusters.some(({ state }) => state === 'unreachable') ? (
        <Clusters />
      ) : null}
      <Columns>
        <Unknowns rows={rows} scope={scope} />
        <Frameworks />
      </Columns>
      <Run report={model.report} />
    </Page>
  );
}
