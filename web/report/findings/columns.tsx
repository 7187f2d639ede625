import type { Report } from '../../../src/report/schema.ts';
import type { FindingRow } from '../model/model.ts';
import { changeAtOf, fileOf } from '../model/sort.ts';
import { subjectPath } from '../model/subject.ts';
import { PlaceLink, useNavigation } from '../place/navigation.tsx';
import { withQuery } from '../place/place.ts';
import { SeveritySign } from '../signs/severity.tsx';
import { VerdictSign } from '../signs/verdict.tsx';
import type { Column } from '../table/column.ts';
import classes from './findings.module.css';

/** The control's title opens the finding: in the panel on this page, by the URL. */
function OpenLink({ row }: { readonly row: FindingRow }) {
  const { place } = useNavigation();
  const opened = withQuery(place, { open: [row.finding.instanceId] });
  return (
    <PlaceLink path={opened.path} query={opened.query} className={classes['open']}>
      {row.control?.title ?? row.finding.control}
    </PlaceLink>
  );
}

function NameLink({ row }: { readonly row: FindingRow }) {
  return (
    <PlaceLink path={subjectPath(row.finding.cluster, row.finding.subject)} className={classes['name']}>
      {row.finding.subject.name}
    </PlaceLink>
  );
}

export const findingColumns: readonly Column<FindingRow>[] = [
  {
    id: 'severity',
    header: 'Severity',
    size: 98,
    sortable: true,
    fixed: true,
    cell: (row) => <SeveritySign severity={row.finding.severity} />,
  },
  {
    id: 'verdict',
    header: 'Verdict',
    size: 96,
    sortable: true,
    cell: (row) => <VerdictSign verdict={row.finding.verdict} />,
  },
  {
    id: 'control',
    header: 'Control',
    size: 220,
    grow: 3,
    sortable: true,
    fixed: true,
    cell: (row) => <OpenLink row={row} />,
    title: (row) => row.finding.message,
  },
  {
    id: 'cluster',
    header: 'Cluster',
    size: 104,
    grow: 2,
    sortable: true,
    cell: (row) => row.clusterName,
    title: (row) => row.clusterName,
  },
  {
    id: 'namespace',
    header: 'Namespace',
    size: 112,
    grow: 1.5,
    sortable: true,
    cell: (row) => <span className={classes['mono']}>{row.finding.subject.namespace}</span>,
    title: (row) => row.finding.subject.namespace,
  },
  {
    id: 'kind',
    header: 'Kind',
    size: 88,
    grow: 1,
    sortable: true,
    cell: (row) => row.finding.subject.kind,
    title: (row) => row.finding.subject.kind,
  },
  {
    id: 'name',
    header: 'Name',
    size: 140,
    grow: 2,
    sortable: true,
    cell: (row) => <NameLink row={row} />,
    title: (row) => row.finding.subject.name,
  },
  {
    id: 'container',
    header: 'Container',
    size: 96,
    grow: 1,
    sortable: true,
    cell: (row) => <span className={classes['mono']}>{row.finding.subject.container}</span>,
    title: (row) => row.finding.subject.container ?? '',
  },
  {
    id: 'source',
    header: 'Change it at',
    size: 160,
    grow: 3,
    sortable: true,
    cell: changeAtOf,
    title: changeAtOf,
  },
  {
    id: 'file',
    header: 'File',
    size: 180,
    grow: 2,
    sortable: true,
    cell: (row) => <span className={classes['mono']}>{fileOf(row)}</span>,
    title: fileOf,
  },
  { id: 'team', header: 'Team', size: 96, sortable: true, cell: (row) => row.workload?.team },
  {
    id: 'message',
    header: 'Message',
    size: 420,
    grow: 4,
    sortable: true,
    cell: (row) => row.finding.message,
    title: (row) => row.finding.message,
  },
];

/** Columns that are there but off until a person wants them: those that say nothing about this report, and the long ones. */
export function hiddenAtFirst(report: Report): readonly string[] {
  return [
    ...(report.clusters.length > 1 ? [] : ['cluster']),
    ...(report.clusters.some(({ source }) => source === 'manifests') ? [] : ['file']),
    'team',
    'message',
  ];
}
