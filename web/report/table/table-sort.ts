import { useMemo } from 'react';
import { formatSort, parseSort, type SortKey } from '../model/sort.ts';
import { useNavigation } from '../place/navigation.tsx';
import { withQuery } from '../place/place.ts';

/** How the address says that a table is sorted, and how a person changes that. */
export function useTableSort(): {
  readonly sort: readonly SortKey[];
  readonly onSort: (keys: readonly SortKey[]) => void;
} {
  const { place, go } = useNavigation();
  const values = place.query['sort'];
  const sort = useMemo(() => parseSort(values), [values]);
  return { sort, onSort: (keys) => go(withQuery(place, { sort: formatSort(keys) }), { replace: true }) };
}
