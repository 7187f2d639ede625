import type { ReactNode } from 'react';
import type { AuditSubject } from '../../../src/identity/audit-schema.ts';
import layout from '../../report/layout/layout.module.css';
import { Page, Section } from '../../report/layout/page.tsx';
import { PlaceLink } from '../../report/place/navigation.tsx';
import { RowsTable } from '../../report/table/rows-table.tsx';
import { counted } from '../../report/words/number.ts';
import { useAudit } from '../model/audit-context.tsx';
import { auditCommand, bindingTexts, day, kindWord, wayTexts } from '../model/names.ts';
import { NotConnected, Unread } from '../not-known.tsx';
import { inPlace } from '../place.ts';
import { SubjectLink } from '../subject-link.tsx';
import { Changes } from './changes.tsx';
import { Clusters } from './clusters.tsx';
import { weekSentence } from './week-sentence.ts';

/** The exercise of this week: who holds power, what is not needed, what to change first. */
export function WeekPage() {
  const { audit, cluster, kept } = useAudit();
  return (
    <Page sentence={weekSentence(cluster, kept)} command={auditCommand(audit)}>
      <Unread />
      {audit.clusters.length > 1 ? <Clusters /> : null}
      {cluster.error === undefined ? (
        <>
          <Standing />
          <Changes changes={cluster.changes} />
          <Masters />
          <OneStep />
          <Becomes />
          <SeveralSteps />
          <Stale />
          <ChokePoints />
          <NotConnected />
        </>
      ) : null}
    </Page>
  );
}

function Standing() {
  const { cluster } = useAudit();
  const rows = cluster.subjects.filter(({ power }) => power === 'everything');
  return (
    <Section
      title="May do everything, at any time"
      aside={
        rows.length === 0
          ? undefined
          : `${rows.length}${sinceHead(rows).length === 0 ? '; since when is not in manifests' : ''}`
      }
    >
      {rows.length === 0 ? (
        <p className={layout['quiet']}>
          {cluster.complete
            ? 'Nobody, by a binding of your own.'
            : 'Nobody is seen; not everything could be read.'}
        </p>
      ) : (
        <RowsTable
          label="May do everything"
          head={[['Subject'], ['Kind', 110], ['Binding'], ...sinceHead(rows), ['Note']]}
          rows={rows.map((subject) => ({
            key: subject.id,
            cells: [
              <SubjectLink key="subject" subject={subject} />,
              kindWord(subject),
              wayTexts(cluster, subject.through),
              ...since(subject, rows),
              <Notes key="notes" subject={subject} />,
            ],
          }))}
        />
      )}
    </Section>
  );
}

/** Manifests have no times: then there is no column of them. */
function sinceHead(rows: readonly AuditSubject[]): readonly (readonly [string, number])[] {
  return rows.some(({ since: time }) => time !== undefined) ? [['Since', 90]] : [];
}

function since({ since: time }: AuditSubject, rows: readonly AuditSubject[]): readonly ReactNode[] {
  if (sinceHead(rows).length === 0) return [];
  return [time === undefined ? <span className={layout['quiet']}>not known</span> : day(time)];
}

function Notes({ subject }: { readonly subject: AuditSubject }) {
  const [first, ...others] = subject.runs;
  return [
    ...(subject.breakGlass ? ['for emergencies'] : []),
    ...(subject.exists === false ? ['does not exist'] : []),
    ...(first === undefined ? [] : [`runs ${first}${others.length > 0 ? ` and ${others.length} more` : ''}`]),
    ...(subject.members === undefined
      ? []
      : [subject.members.length === 0 ? 'members not known' : counted(subject.members.length, 'member')]),
  ].join(', ');
}

function Masters() {
  const { masters } = useAudit().cluster;
  if (masters.length === 0) return null;
  return (
    <Section title="Mapped to system:masters, which no binding takes away">
      <RowsTable
        label="Mapped to system:masters"
        head={[['AWS identity'], ['User name'], ['Where', 240]]}
        rows={masters.map(({ arn, username }) => ({
          key: arn,
          cells: [arn, username, 'ConfigMap kube-system/aws-auth'],
        }))}
      />
    </Section>
  );
}

function OneStep() {
  const { cluster } = useAudit();
  const rows = cluster.subjects.filter(({ power }) => power === 'one-step');
  if (rows.length === 0) return null;
  return (
    <Section title="One step from everything" aside={rows.length}>
      <RowsTable
        label="One step from everything"
        head={[['Subject'], ['Kind', 110], ['May'], ['Binding'], ...sinceHead(rows)]}
        rows={rows.map((subject) => ({
          key: subject.id,
          cells: [
            <SubjectLink key="subject" subject={subject} />,
            kindWord(subject),
            subject.may,
            wayTexts(cluster, subject.through),
            ...since(subject, rows),
          ],
        }))}
      />
    </Section>
  );
}

function Becomes() {
  const { cluster } = useAudit();
  const rows = cluster.subjects.flatMap((subject) => subject.becomes.map((step) => ({ subject, step })));
  if (rows.length === 0) return null;
  return (
    <Section title="Becomes a stronger account" aside={rows.length}>
      <RowsTable
        label="Becomes a stronger account"
        head={[['Subject'], ['Becomes'], ['May'], ['Binding']]}
        rows={rows.map(({ subject, step }) => ({
          key: `${subject.id} ${step.account} ${step.by}`,
          cells: [
            <SubjectLink key="subject" subject={subject} />,
            step.account.replace(/^sa:/, 'sa '),
            `${step.by} ${inPlace(step.namespace)}`,
            wayTexts(cluster, step.ways),
          ],
        }))}
      />
    </Section>
  );
}

function SeveralSteps() {
  const { cluster, kept } = useAudit();
  const rows = cluster.subjects.flatMap((subject) =>
    subject.further === undefined ? [] : [{ subject, further: subject.further }],
  );
  if (rows.length === 0) return null;
  return (
    <Section title="Comes to everything in several steps" aside={rows.length}>
      <RowsTable
        label="Comes to everything in several steps"
        head={[['Subject'], ['Kind', 110], ['How', 160], ['First by']]}
        rows={rows.map(({ subject, further: { difficulty, steps, ways } }) => ({
          key: subject.id,
          cells: [
            <SubjectLink key="subject" subject={subject} />,
            kindWord(subject),
            <PlaceLink
              key="how"
              path={['paths']}
              query={{ ...kept, from: [subject.id], to: ['cluster-admin'] }}
            >
              {difficulty}, {counted(steps, 'step')}
            </PlaceLink>,
            wayTexts(cluster, ways),
          ],
        }))}
      />
    </Section>
  );
}

function Stale() {
  const { cluster } = useAudit();
  const rows = cluster.subjects.filter(({ stale }) => stale !== undefined);
  return (
    <Section title="Service accounts whose rights nothing declared needs" aside={rows.length || undefined}>
      {rows.length === 0 ? (
        <p className={layout['quiet']}>
          {cluster.complete ? 'None: each exists, and something runs as it.' : 'None is seen.'}
        </p>
      ) : (
        <RowsTable
          label="Service accounts not needed"
          head={[['Service account'], ['Why', 160], ['Binding']]}
          rows={rows.map((subject) => ({
            key: subject.id,
            cells: [
              <SubjectLink key="subject" subject={subject} />,
              subject.stale === 'does-not-exist' ? 'does not exist' : 'nothing runs as it',
              bindingTexts(cluster, subject.bindings),
            ],
          }))}
        />
      )}
    </Section>
  );
}

function ChokePoints() {
  const { cluster, kept } = useAudit();
  const { points, paths, left } = cluster.chokePoints;
  if (points.length === 0) return null;
  const texts = points.map(({ binding }) => cluster.bindings[binding]?.text ?? '');
  return (
    <Section
      title="Choke points: bindings that most paths to power pass"
      aside={
        <PlaceLink path={['paths']} query={{ ...kept, cut: texts }}>
          without {points.length === 1 ? 'it' : `these ${points.length}`}, {paths - left} of {paths} paths end
        </PlaceLink>
      }
    >
      <RowsTable
        label="Choke points"
        head={[['Binding'], ['Role'], ['Ends', 160]]}
        rows={points.map(({ binding, ends }, index) => ({
          key: texts[index] ?? '',
          cells: [
            <PlaceLink key="binding" path={['paths']} query={{ ...kept, cut: [texts[index] ?? ''] }}>
              {texts[index]}
            </PlaceLink>,
            cluster.bindings[binding]?.role,
            `${ends} of ${counted(paths, 'path')}`,
          ],
        }))}
      />
    </Section>
  );
}
