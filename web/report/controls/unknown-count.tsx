import type { ReportControl } from '../../../src/report/schema.ts';
import { PlaceLink } from '../place/navigation.tsx';
import { CountLink } from '../words/words.tsx';

/** What could not be read opens its rows; what waits for a source that is not connected has none. */
export function UnknownCount({
  control,
  unread,
}: {
  readonly control: ReportControl;
  readonly unread: number;
}) {
  if (unread === 0 && control.counts.unknown > 0)
    return <PlaceLink path={['coverage']}>not connected</PlaceLink>;
  return <CountLink value={unread} of="unknown" query={{ control: [control.id], verdict: ['unknown'] }} />;
}
