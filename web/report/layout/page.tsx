import type { ReactNode } from 'react';
import { Copyable } from '../command/copyable.tsx';
import type { Sentence } from '../words/sentence.ts';
import { Lead } from '../words/words.tsx';
import classes from './layout.module.css';

interface PageProps {
  readonly sentence: Sentence;
  /** Prints the same in a terminal. */
  readonly command: string;
  readonly children: ReactNode;
}

/** A page that reads from top to bottom: the sentence, the command, the subjects. */
export function Page({ sentence, command, children }: PageProps) {
  return (
    <div className={classes['page']}>
      <div className={classes['head']}>
        <Lead sentence={sentence} />
        <Copyable text={command} what="command" />
      </div>
      {children}
    </div>
  );
}

/** A subject on a page, under its heading. */
export function Section({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={classes['section']}>
      <div className={classes['title']}>
        <h2>{title}</h2>
        {aside ? <span>{aside}</span> : null}
      </div>
      {children}
    </section>
  );
}

/** Two subjects side by side where there is room. */
export function Columns({ children }: { readonly children: ReactNode }) {
  return <div className={classes['columns']}>{children}</div>;
}

/** Names and what they stand for. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={classes['facts']}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
