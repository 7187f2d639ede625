import type { ReactNode } from 'react';
import { explainCommand, verifyCommand } from '../../../src/report/commands.ts';
import { Copyable } from '../command/copyable.tsx';
import { useModel } from '../model/context.tsx';
import type { FindingRow } from '../model/model.ts';
import { changeAtOf } from '../model/sort.ts';
import { subjectPath } from '../model/subject.ts';
import { PlaceLink } from '../place/navigation.tsx';
import { SeveritySign } from '../signs/severity.tsx';
import { VerdictSign } from '../signs/verdict.tsx';
import { counted } from '../words/number.ts';
import classes from './detail.module.css';
import { DiffView } from './diff-view.tsx';
import { EvidenceTable } from './evidence.tsx';
import { OutsideLink } from './outside-link.tsx';

/** Exceptions of people and what the catalogue knows are told apart. */
const becauseOf = {
  file: 'Accepted by people',
  annotation: 'Accepted on the object',
  catalogue: 'Accepted by the catalogue',
  none: 'Because',
} as const;

/** The whole story of one finding: what, where, on what evidence, why it matters, the cure, what that may break, how to undo and to check it. */
export function FindingDetail({
  row,
  heading: Heading,
}: {
  readonly row: FindingRow;
  readonly heading: 'h1' | 'h2';
}) {
  const model = useModel();
  const { finding, control, workload } = row;
  const { subject, fix, unknown } = finding;
  const changeAt = changeAtOf(row);
  const exception = model.report.exceptions.find(({ id }) => id === finding.exception);
  const Part = Heading === 'h1' ? 'h2' : 'h3';
  return (
    <article className={classes['detail']}>
      <header>
        <p className={classes['signs']}>
          <SeveritySign severity={finding.severity} />
          <VerdictSign verdict={finding.verdict} />
          {(finding.change ?? finding.baseline) ? <span>{finding.change ?? finding.baseline}</span> : null}
          {finding.scopes.map((scope) => (
            <span key={scope}>{scope}</span>
          ))}
        </p>
        <Heading className={classes['message']} id={Heading === 'h1' ? 'lead' : undefined} tabIndex={-1}>
          {finding.message}
        </Heading>
      </header>

      <dl className={classes['facts']}>
        <Fact name="Control">
          <PlaceLink path={['control', finding.control]}>{control?.title ?? finding.control}</PlaceLink>
        </Fact>
        <Fact name="Where">
          <PlaceLink path={subjectPath(finding.cluster, subject)}>
            {subject.kind} {subject.namespace ? `${subject.namespace}/` : ''}
            {subject.name}
          </PlaceLink>
          {subject.container
            ? `, ${subject.containerType === 'initContainer' ? 'init container' : subject.containerType === 'ephemeralContainer' ? 'ephemeral container' : 'container'} ${subject.container}`
            : ''}
        </Fact>
        <Fact name="Cluster">{row.clusterName}</Fact>
        {changeAt ? (
          <Fact name="Change it at">
            {changeAt}
            {workload?.sourceOfTruth.reverts ? '. A change made in the cluster would be reverted.' : ''}
          </Fact>
        ) : null}
        {workload?.team ? <Fact name="Team">{workload.team}</Fact> : null}
        {row.cause && row.cause.findings > 1 ? (
          <Fact name="Same cause">
            <PlaceLink path={['findings']} query={{ cause: [row.cause.id] }}>
              {counted(row.cause.findings, 'finding')}
            </PlaceLink>{' '}
            on {counted(row.cause.workloads, 'workload')}, cured by the same change
          </Fact>
        ) : null}
        {finding.reason ? <Fact name={becauseOf[finding.exceptedBy ?? 'none']}>{finding.reason}</Fact> : null}
        {exception?.ticket ? <Fact name="Ticket">{exception.ticket}</Fact> : null}
        {exception?.approver ? <Fact name="Approved by">{exception.approver}</Fact> : null}
      </dl>

      {unknown ? (
        <section className={classes['unknown']}>
          <Part>Could not be judged</Part>
          <p>{unknown.message}</p>
          {row.permission ? (
            <p>
              Missing permission: <code>{row.permission}</code>.{' '}
              <PlaceLink path={['coverage']}>How to grant it</PlaceLink>
            </p>
          ) : null}
        </section>
      ) : null}

      {finding.evidence.length > 0 ? (
        <section>
          <Part>Evidence</Part>
          <EvidenceTable evidence={finding.evidence} />
        </section>
      ) : null}

      {control?.why ? (
        <section>
          <Part>How an attacker uses it</Part>
          <p>{control.why}</p>
          <ul className={classes['references']}>
            {control.references.map((reference) => (
              <li key={reference}>
                <OutsideLink url={reference} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}

      {control ? (
        <section>
          <Part>Fix</Part>
          <p>{control.remediation.summary}</p>
          {fix && fix.patch.length > 0 ? <DiffView fix={fix} finding={finding} /> : null}
        </section>
      ) : null}
      {control?.remediation.mayBreak || control?.remediation.undo ? (
        <dl className={classes['facts']}>
          {control.remediation.mayBreak ? <Fact name="May break">{control.remediation.mayBreak}</Fact> : null}
          {control.remediation.undo ? <Fact name="Undo">{control.remediation.undo}</Fact> : null}
        </dl>
      ) : null}

      <section className={classes['commands']}>
        <Part>Check that it is cured</Part>
        <Copyable text={verifyCommand(model.report, finding)} what="command that verifies the fix" />
        <Part>The same in a terminal</Part>
        <Copyable text={explainCommand(model.report, finding.objectId)} what="command" />
        <Part>Id, the same in every cluster</Part>
        <Copyable text={finding.objectId} what="id" />
      </section>
    </article>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
