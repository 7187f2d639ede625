import { Menu } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useModel } from '../model/context.tsx';
import { type Facet, facetNames, facets } from '../model/filter.ts';
import { useNavigation } from '../place/navigation.tsx';
import { withQuery } from '../place/place.ts';
import { FacetPicker } from './facet-picker.tsx';
import { facetWord } from './facet-words.ts';
import classes from './filter-bar.module.css';
import { TextFilter } from './text-filter.tsx';

const always: readonly Facet[] = ['severity', 'verdict', 'control', 'kind', 'source'];
const onDemand: readonly Facet[] = [
  'area',
  'workload',
  'team',
  'scope',
  'change',
  'framework',
  'requirement',
  'cause',
  'permission',
];

/** Text, facets and what is chosen of them; tools of the table stand at the end. */
export function FilterBar({ children }: { readonly children: ReactNode }) {
  const { place } = useNavigation();
  const [added, setAdded] = useState<readonly Facet[]>([]);
  const extra = onDemand.filter((facet) => added.includes(facet) || place.query[facet]);
  return (
    <>
      <search className={classes['bar']} aria-label="Filter findings">
        <TextFilter />
        {[...always, ...extra].map((facet) => (
          <FacetPicker key={facet} facet={facet} />
        ))}
        <Menu position="bottom-start">
          <Menu.Target>
            <button type="button" className={classes['tool']}>
              More filters
              <span className={classes['caret']} aria-hidden />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {onDemand
              .filter((facet) => !extra.includes(facet))
              .map((facet) => (
                <Menu.Item key={facet} onClick={() => setAdded([...added, facet])}>
                  {facets[facet]}
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
        <div className={classes['tools']}>{children}</div>
      </search>
      <Chips />
    </>
  );
}

/** The scope is in the top line already. */
const inChips = facetNames.filter((facet) => facet !== 'cluster' && facet !== 'namespace');

function Chips() {
  const model = useModel();
  const { place, go } = useNavigation();
  const chosen = inChips.flatMap((facet) => (place.query[facet] ?? []).map((value) => ({ facet, value })));
  if (chosen.length === 0) return null;
  const without = (facet: Facet, value: string): void =>
    go(withQuery(place, { [facet]: (place.query[facet] ?? []).filter((other) => other !== value) }));
  const clear = (): void =>
    go(withQuery(place, { ...Object.fromEntries(inChips.map((facet) => [facet, undefined])), q: undefined }));
  return (
    <div className={classes['chips']}>
      {chosen.map(({ facet, value }) => {
        const word = facetWord(model, facet, value);
        return (
          <span key={`${facet} ${value}`} className={classes['chip']} title={`${facets[facet]}: ${word}`}>
            <span>
              <em>{facets[facet]}</em> {word}
            </span>
            <button
              type="button"
              aria-label={`Remove the filter ${facets[facet]} ${word}`}
              onClick={() => without(facet, value)}
            >
              ×
            </button>
          </span>
        );
      })}
      <button type="button" className={classes['clear']} onClick={clear}>
        clear all
      </button>
    </div>
  );
}
