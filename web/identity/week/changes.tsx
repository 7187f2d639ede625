import type { AuditCluster } from '../../../src/identity/audit-schema.ts';
import { CopyableBlock } from '../../report/command/copyable.tsx';
import { Section } from '../../report/layout/page.tsx';
import classes from './changes.module.css';

const isCommand = /^(?:kubectl|aws|az|gcloud) /;

/** What to change first, each with its undo, ready to be copied. */
export function Changes({ changes }: { readonly changes: AuditCluster['changes'] }) {
  if (changes.length === 0) return null;
  return (
    <Section title={changes.length === 1 ? 'Change this first' : `Change these ${changes.length} first`}>
      <ol className={classes['list']}>
        {changes.map(({ why, apply, undo, yaml, breaks, lasting, otherwise }, index) => (
          <li key={apply}>
            <h3 className={classes['why']}>
              {index + 1}. {why}.
            </h3>
            {breaks === undefined ? null : <p>Breaks: {breaks}.</p>}
            {lasting === undefined ? null : <p>{lasting.replace(/\.$/, '')}.</p>}
            <CopyableBlock text={apply} what={`change ${index + 1}`} />
            {isCommand.test(undo) ? (
              <>
                <p className={classes['label']}>Undo</p>
                <CopyableBlock text={undo} what={`undo of change ${index + 1}`} />
              </>
            ) : (
              <p>Undo: {undo}.</p>
            )}
            {otherwise === undefined ? null : <p>Or {otherwise}.</p>}
            {yaml === undefined ? null : (
              <details>
                <summary>The binding as it is, as YAML</summary>
                <CopyableBlock text={yaml} what={`YAML of change ${index + 1}`} />
              </details>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}
