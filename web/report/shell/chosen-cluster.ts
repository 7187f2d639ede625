import { useMemo } from 'react';
import { useNavigation } from '../place/navigation.tsx';
import type { Query } from '../place/place.ts';

/** The cluster that the address names, else the first, and what of the address other pages keep. */
export function useChosenCluster<T extends { readonly name: string }>(
  clusters: readonly T[] | undefined,
): { readonly cluster: T | undefined; readonly kept: Query } {
  const { query } = useNavigation().place;
  const wanted = query['cluster']?.[0];
  const cluster = clusters?.find(({ name }) => name === wanted) ?? clusters?.[0];
  const kept = useMemo(() => keptQuery(wanted === undefined ? {} : { cluster: [wanted] }), [wanted]);
  return { cluster, kept };
}

/** The cluster stays when a person goes to another page. */
export function keptQuery({ cluster }: Query): Query {
  return cluster === undefined ? {} : { cluster };
}
