import type { Finding } from '../../../src/report/schema.ts';
import { objectText } from '../model/subject.ts';
import classes from './detail.module.css';
import { fixDiff } from './fix-diff.ts';

const words = { '+': 'added', '-': 'removed', ' ': undefined } as const;

/** The change that cures the finding, as a diff of the object's YAML. */
export function DiffView({
  fix,
  finding,
}: {
  readonly fix: NonNullable<Finding['fix']>;
  readonly finding: Finding;
}) {
  return (
    <figure className={classes['diff']}>
      <figcaption>
        {objectText(fix.object)}
        <span>{fix.mechanical ? 'safe to apply as it is' : 'check what it may break'}</span>
      </figcaption>
      {/* A wide diff scrolls: the keyboard has to reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} aria-label="Change that fixes it">
        {fixDiff(fix, finding).map((line, index) => (
          // Lines of one diff keep their places.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} data-change={words[line.sign]}>
            {`${line.sign} ${line.text}\n`}
          </span>
        ))}
      </pre>
    </figure>
  );
}
