import { useNavigation } from '../place/navigation.tsx';
import { withQuery } from '../place/place.ts';
import bar from './filter-bar.module.css';

interface ChoiceProps {
  readonly name: string;
  readonly all: string;
  readonly options: readonly (readonly [string, string])[];
}

/** One of several values of the address, or all. */
export function Choice({ name, all, options }: ChoiceProps) {
  const { place, go } = useNavigation();
  const chosen = place.query[name]?.[0] ?? '';
  return (
    <select
      className={`${bar['facet']} ${bar['choice']}`}
      aria-label={`Filter by ${name}`}
      data-chosen={chosen === '' ? undefined : true}
      value={chosen}
      onChange={({ currentTarget: { value } }) =>
        go(withQuery(place, { [name]: value === '' ? undefined : [value] }), { replace: true })
      }
    >
      <option value="">{all}</option>
      {options.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  );
}
