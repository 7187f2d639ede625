import { UnreadLines } from '../report/states/unread.tsx';
import { useMap } from './model/map-context.tsx';

/** What could not be read, and what is too much for a page. */
export function NotKnown() {
  const { cluster } = useMap();
  const lines = [
    ...(cluster.error === undefined ? [] : [cluster.error]),
    ...cluster.unread,
    ...(cluster.error === undefined && cluster.connections === undefined
      ? [
          'There are more connections than a page can hold: pairs of namespaces are counted, single workloads are told by plimsoll network why and ask.',
        ]
      : []),
  ];
  return <UnreadLines title="Not everything is here" lines={lines} />;
}
