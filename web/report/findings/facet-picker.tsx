import { Popover } from '@mantine/core';
import { useId, useMemo, useState } from 'react';
import { useModel } from '../model/context.tsx';
import { type Facet, facetOptions, facets, filterOf } from '../model/filter.ts';
import { useNavigation } from '../place/navigation.tsx';
import { withQuery } from '../place/place.ts';
import { count } from '../words/number.ts';
import { facetWord } from './facet-words.ts';
import classes from './filter-bar.module.css';

interface FacetPickerProps {
  readonly facet: Facet;
  /** Makes it a picker of the scope: the button says what is chosen, and this while nothing is. */
  readonly all?: string;
}

/** A button that opens the values of one facet with the number of rows each would show. */
export function FacetPicker({ facet, all }: FacetPickerProps) {
  const [opened, setOpened] = useState(false);
  const model = useModel();
  const { place } = useNavigation();
  const chosen = place.query[facet] ?? [];
  const [first] = chosen;
  const value = first === undefined ? undefined : facetWord(model, facet, first);
  const words = all === undefined ? facets[facet] : (value ?? all);
  const more = chosen.length > 1 ? ` +${chosen.length - 1}` : '';
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes['facet']}
          data-chosen={chosen.length > 0 || undefined}
          onClick={() => setOpened(!opened)}
          title={all === undefined ? undefined : value}
          aria-label={`${facets[facet]}: ${value ?? all ?? 'any'}${more}`}
        >
          <span className={classes['facetWords']}>{words}</span>
          {all === undefined ? '' : more}
          <span className={classes['caret']} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={facets[facet]}>
        {opened ? <FacetOptions facet={facet} /> : null}
      </Popover.Dropdown>
    </Popover>
  );
}

const shownOptions = 200;

export function FacetOptions({ facet }: { readonly facet: Facet }) {
  const model = useModel();
  const id = useId();
  const { place, go } = useNavigation();
  const [text, setText] = useState('');
  const chosen = new Set(place.query[facet] ?? []);
  const options = useMemo(
    () =>
      facetOptions(model.rows, filterOf(place.query), facet).map((option) => ({
        ...option,
        word: facetWord(model, facet, option.value),
      })),
    [model, place, facet],
  );
  const found = options.filter(({ word, value }) =>
    `${word} ${value}`.toLowerCase().includes(text.toLowerCase()),
  );
  const toggle = (value: string): void => {
    const next = new Set(chosen);
    if (!next.delete(value)) next.add(value);
    go(withQuery(place, { [facet]: [...next], open: undefined }), { replace: true });
  };
  return (
    <div className={classes['options']}>
      {options.length > 8 ? (
        <input
          className={classes['optionFilter']}
          aria-label={`Find ${facets[facet].toLowerCase()}`}
          placeholder="Find"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      ) : null}
      {chosen.size > 0 ? (
        <button
          type="button"
          className={classes['clearFacet']}
          onClick={() => go(withQuery(place, { [facet]: undefined }), { replace: true })}
        >
          Any {facets[facet].toLowerCase()}
        </button>
      ) : null}
      <ul>
        {found.slice(0, shownOptions).map(({ value, word, count: rows }) => (
          <li key={value}>
            <label htmlFor={`${id}${value}`} title={word}>
              <input
                type="checkbox"
                id={`${id}${value}`}
                checked={chosen.has(value)}
                onChange={() => toggle(value)}
              />
              <span className={classes['optionWord']}>{word}</span>
              <span className={classes['optionCount']}>{count(rows)}</span>
            </label>
          </li>
        ))}
        {found.length > shownOptions ? (
          <li className={classes['optionNote']}>
            {count(found.length - shownOptions)} more: narrow by words above
          </li>
        ) : null}
        {found.length === 0 ? <li className={classes['optionNote']}>Nothing to choose from.</li> : null}
      </ul>
    </div>
  );
}
