import { useEffect, useRef } from 'react';
import { filterOf } from '../model/filter.ts';
import { useNavigation } from '../place/navigation.tsx';
import { withQuery } from '../place/place.ts';
import { isTyping } from '../shell/shortcuts.ts';
import classes from './filter-bar.module.css';

/** `/` comes here, Esc leaves. The text is in the URL with every key, without filling the history. */
export function TextFilter() {
  const { place, go } = useNavigation();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping(event)) return;
      event.preventDefault();
      field.current?.select();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <input
      ref={field}
      className={classes['text']}
      type="text"
      aria-label="Filter by text"
      placeholder="Filter by text  /"
      value={filterOf(place.query).text}
      onChange={(event) =>
        go(
          withQuery(place, {
            q: event.currentTarget.value ? [event.currentTarget.value] : [],
            open: undefined,
          }),
          { replace: true },
        )
      }
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
