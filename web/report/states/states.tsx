import type { ReactNode } from 'react';
import { LoadLine } from '../../mark/load-line.tsx';
import { PlaceLink } from '../place/navigation.tsx';
import { Lead } from '../words/words.tsx';
import classes from './states.module.css';

/** A place that this report does not have. */
export function NotFound({ what, because }: { readonly what: string; readonly because?: string }) {
  return (
    <div className={classes['state']}>
      <Lead sentence={[`This report has no ${what}.`]} />
      {because ? <p>{because}</p> : null}
      <p>
        <PlaceLink path={[]}>Overview</PlaceLink>
      </p>
    </div>
  );
}

/** In place of everything, when the file cannot be shown at all. */
export function Broken({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className={classes['broken']}>
      <LoadLine size={48} />
      <h1>{title}</h1>
      <div>{children}</div>
    </main>
  );
}
