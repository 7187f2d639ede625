import { Section } from '../../report/layout/page.tsx';
import { PlaceLink } from '../../report/place/navigation.tsx';
import { RowsTable } from '../../report/table/rows-table.tsx';
import { useAudit } from '../model/audit-context.tsx';

/** All clusters of the run in one table; those that could not be read as well. */
export function Clusters() {
  const { audit } = useAudit();
  return (
    <Section title="Clusters" aside={audit.clusters.length}>
      <RowsTable
        label="Clusters"
        head={[['Cluster'], ['May do everything', 130], ['One step', 90], ['Not needed', 90], ['Read']]}
        rows={audit.clusters.map(({ name, subjects, error, complete }) => {
          const number = (found: number) => (error === undefined ? found : 'not known');
          return {
            key: name,
            cells: [
              <PlaceLink key="name" path={[]} query={{ cluster: [name] }}>
                {name}
              </PlaceLink>,
              number(subjects.filter(({ power }) => power === 'everything').length),
              number(subjects.filter(({ power }) => power === 'one-step').length),
              number(subjects.filter(({ stale }) => stale !== undefined).length),
              error ?? (complete ? 'whole' : 'in part: somebody may be missing'),
            ],
          };
        })}
      />
    </Section>
  );
}
