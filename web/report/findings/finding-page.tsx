import { useModel } from '../model/context.tsx';
import { NotFound } from '../states/states.tsx';
import { FindingDetail } from './finding-detail.tsx';
import classes from './findings.module.css';

/** A finding opened whole. */
export function FindingPage({ id }: { readonly id: string }) {
  const row = useModel().rowById.get(id);
  if (!row) return <NotFound what={`finding ${id}`} because="It may be cured, or of another scan." />;
  return (
    <div className={classes['sheet']}>
      <FindingDetail row={row} heading="h1" />
    </div>
  );
}
