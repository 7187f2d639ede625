import type { AuditDocument } from '../../../src/identity/audit-schema.ts';
import signs from '../../report/signs/signs.module.css';
import type { Column } from '../../report/table/column.ts';
import { kindWord } from '../model/names.ts';
import { SubjectLink } from '../subject-link.tsx';
import classes from './matrix.module.css';
import { everythingColumn, extentText, type MatrixRow } from './matrix-rows.ts';

/** The subject, then everything, then each risky ability in a column of its own. */
export function matrixColumns(
  { abilities }: Pick<AuditDocument, 'abilities'>,
  complete: boolean,
): readonly Column<MatrixRow>[] {
  return [
    {
      id: 'subject',
      header: 'Subject',
      size: 220,
      grow: 1,
      sortable: true,
      fixed: true,
      cell: ({ subject }) => <SubjectLink subject={subject} />,
      title: ({ subject }) => subject.text,
    },
    {
      id: 'kind',
      header: 'Kind',
      size: 72,
      sortable: true,
      cell: ({ subject }) => kindWord(subject).replace('service ', ''),
      title: ({ subject }) => kindWord(subject),
    },
    abilityColumn('everything', 'Everything', 'May do everything', 'critical', everythingColumn, complete),
    ...abilities.map(({ id, title, what, severity }, index) =>
      abilityColumn(id, title, `May ${what}`, severity, index, complete),
    ),
  ];
}

function abilityColumn(
  id: string,
  header: string,
  hint: string,
  severity: string,
  index: number,
  complete: boolean,
): Column<MatrixRow> {
  return {
    id,
    header,
    hint,
    size: Math.max(44, Math.ceil(header.length * 6) + 13),
    sortable: true,
    descendingFirst: true,
    cell: (row) => <Mark row={row} index={index} severity={severity} complete={complete} />,
    title: ({ extents }) => `${hint}: ${extentText(extents.get(index), complete)}`,
  };
}

interface MarkProps {
  readonly row: MatrixRow;
  readonly index: number;
  readonly severity: string;
  readonly complete: boolean;
}

/** Filled for the whole cluster, a number for that many namespaces, hatched where nothing is seen but not all was read. */
function Mark({ row, index, severity, complete }: MarkProps) {
  const extent = row.extents.get(index);
  if (extent === undefined)
    return complete ? null : (
      <span className={`${signs['hatched']} ${classes['unknown']}`}>
        <span>not known</span>
      </span>
    );
  return extent.wholeCluster ? (
    <span className={classes['whole']} data-severity={severity}>
      all
    </span>
  ) : (
    <span className={classes['part']} data-severity={severity}>
      {extent.namespaces.length} ns
    </span>
  );
}
