import { LoadLine } from '../../mark/load-line.tsx';
import layout from '../layout/layout.module.css';
import { Section } from '../layout/page.tsx';
import { useModel } from '../model/context.tsx';
import { countBySeverity } from '../model/counts.ts';
import { severities } from '../model/model.ts';
import { PlaceLink } from '../place/navigation.tsx';
import { UnknownSwatch } from '../signs/verdict.tsx';
import { percent, scoreText } from '../words/number.ts';
import { CountLink, Time } from '../words/words.tsx';
import classes from './overview.module.css';

/** Every cluster that was asked for is a row: one that could not be reached too. */
export function Clusters() {
  const { report, rows } = useModel();
  const byCluster = Map.groupBy(rows, (row) => row.finding.cluster);
  return (
    <Section title="Clusters">
      <table className={layout['rows']}>
        <colgroup>
          <col />
          <col style={{ width: 128 }} />
          <col style={{ width: 112 }} />
          {severities.map((severity) => (
            <col key={severity} style={{ width: 76 }} />
          ))}
          <col style={{ width: 92 }} />
          <col style={{ width: 84 }} />
          <col style={{ width: 96 }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Cluster</th>
            <th scope="col">Version</th>
            <th scope="col">Score</th>
            {severities.map((severity) => (
              <th key={severity} scope="col" data-align="end">
                {severity}
              </th>
            ))}
            <th scope="col" data-align="end">
              <span className={classes['withSwatch']}>
                <UnknownSwatch />
                Unknown
              </span>
            </th>
            <th scope="col" data-align="end">
              Judged
            </th>
            <th scope="col">Read</th>
          </tr>
        </thead>
        <tbody>
          {report.clusters.map((cluster) => {
            const counts = countBySeverity(byCluster.get(cluster.id) ?? []);
            if (cluster.state === 'unreachable')
              return (
                <tr key={cluster.id}>
                  <th scope="row" title={cluster.name}>
                    <span className={classes['cluster']}>
                      <LoadLine size={16} />
                      {cluster.name}
                    </span>
                  </th>
                  <td colSpan={9} data-wrap>
                    <span className={classes['unreachable']}>
                      <UnknownSwatch />
                      <span>Could not be reached: all of it is unknown. {cluster.error}</span>
                    </span>
                  </td>
                </tr>
              );
            return (
              <tr key={cluster.id}>
                <th scope="row" title={cluster.name}>
                  <span className={classes['cluster']}>
                    <LoadLine size={16} score={cluster.score} />
                    <PlaceLink path={[]} query={{ cluster: [cluster.id] }}>
                      {cluster.name}
                    </PlaceLink>
                  </span>
                </th>
                <td title={cluster.version.gitVersion}>
                  {cluster.version.gitVersion.replace(/[-+].*$/, '')}
                  {cluster.version.assumed ? ' assumed' : ''}
                </td>
                <td>{cluster.score ? scoreText(cluster.score) : 'none'}</td>
                {severities.map((severity) => (
                  <td key={severity} data-align="end">
                    <CountLink
                      value={counts[severity].fail}
                      of={`${severity} findings in ${cluster.name}`}
                      query={{ cluster: [cluster.id], severity: [severity], verdict: ['fail'] }}
                    />
                  </td>
                ))}
                <td data-align="end">
                  <CountLink
                    value={severities.reduce((sum, severity) => sum + counts[severity].unknown, 0)}
                    of={`unknown checks in ${cluster.name}`}
                    query={{ cluster: [cluster.id], verdict: ['unknown'] }}
                  />
                </td>
                <td data-align="end">
                  {cluster.score ? (
                    <PlaceLink path={['coverage']} query={{ cluster: [cluster.id] }}>
                      {percent(cluster.score.coverage)}
                    </PlaceLink>
                  ) : null}
                </td>
                <td>
                  <Time time={cluster.endedAt} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Section>
  );
}
