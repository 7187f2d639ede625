import { PlaceLink } from '../place/navigation.tsx';
import type { Query } from '../place/place.ts';
import { useNow } from './now.ts';
import { count } from './number.ts';
import type { Sentence } from './sentence.ts';
import { ago, exactUtc } from './time.ts';
import classes from './words.module.css';

/** The first line of every page. */
export function Lead({ sentence }: { readonly sentence: Sentence }) {
  return (
    <h1 className={classes['lead']} tabIndex={-1} id="lead">
      <SentenceText sentence={sentence} />
    </h1>
  );
}

/** A sentence with its links. */
export function SentenceText({ sentence }: { readonly sentence: Sentence }) {
  return sentence.map((piece, index) =>
    typeof piece === 'string' ? (
      piece
    ) : (
      // Pieces of one sentence keep their places.
      // oxlint-disable-next-line react/no-array-index-key
      <PlaceLink key={index} path={piece.path} query={piece.query}>
        {piece.text}
      </PlaceLink>
    ),
  );
}

/** How long ago, with the exact time on hover. */
export function Time({ time }: { readonly time: string }) {
  const now = useNow();
  return (
    <time dateTime={time} title={exactUtc(time)}>
      {ago(time, now)}
    </time>
  );
}

interface CountLinkProps {
  readonly value: number;
  readonly query: Query;
  /** What the number counts, for a screen reader: `critical findings`. */
  readonly of: string;
}

/** A number that opens the rows it counts; nothing to open at zero. */
export function CountLink({ value, query, of }: CountLinkProps) {
  if (value === 0)
    return (
      <span className={classes['zero']} title={`0 ${of}`}>
        0
      </span>
    );
  return (
    <PlaceLink path={['findings']} query={query} className={classes['count']} label={`${count(value)} ${of}`}>
      {count(value)}
    </PlaceLink>
  );
}
