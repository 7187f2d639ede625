import type { AuditSubject } from '../../../src/identity/audit-schema.ts';
import layout from '../../report/layout/layout.module.css';
import { Columns, Facts, Page, Section } from '../../report/layout/page.tsx';
import { PlaceLink } from '../../report/place/navigation.tsx';
import { NotFound } from '../../report/states/states.tsx';
import { RowsTable } from '../../report/table/rows-table.tsx';
import { useAudit } from '../model/audit-context.tsx';
import { day, kindWord, pathsCommand, wayTexts } from '../model/names.ts';
import { cheapestWay, pairsOf, pathGraphOf } from '../model/path-graph.ts';
import { NotConnected, Unread } from '../not-known.tsx';
import { inPlace } from '../place.ts';

/** All that is known of one subject: its bindings, what they let it do, and what it becomes. */
export function SubjectPage({ id }: { readonly id: string }) {
  const { audit, cluster } = useAudit();
  const subject = cluster.subjects.find((each) => each.id === id);
  if (!subject)
    return (
      <NotFound
        what={`subject ${id}`}
        because="Only subjects that a binding of your own names have a page."
      />
    );
  return (
    <Page
      sentence={[sentence(subject, cluster.complete)]}
      command={pathsCommand(audit, ['--from', id, '--cut'])}
    >
      <Unread />
      <Columns>
        <Section title="Who it is">
          <Facts facts={factsOf(subject)} />
        </Section>
        <Paths id={id} />
      </Columns>
      <Section title="Bindings" aside={subject.bindings.length}>
        {subject.bindings.length === 0 ? (
          <p className={layout['quiet']}>None names it; what it may do comes by its groups.</p>
        ) : (
          <RowsTable
            label="Bindings"
            head={[['Binding'], ['Role'], ['Where', 140], ['Created', 90], ['Owner']]}
            rows={subject.bindings.flatMap((place) => {
              const binding = cluster.bindings[place];
              if (!binding) return [];
              const { text, role, namespace, created, owner } = binding;
              return {
                key: text,
                cells: [
                  text,
                  role,
                  whereText(namespace),
                  created === undefined ? 'not known' : day(created),
                  owner,
                ],
              };
            })}
          />
        )}
      </Section>
      <Abilities subject={subject} />
      <NotConnected />
    </Page>
  );
}

function sentence({ text, power, may, becomes, held, stale }: AuditSubject, complete: boolean): string {
  const unneeded =
    stale === undefined
      ? ''
      : stale === 'does-not-exist'
        ? ' It does not exist: whoever makes it has its rights.'
        : ' Nothing runs as it.';
  if (power === 'everything') return `${text} may do everything in the cluster, at any time.${unneeded}`;
  if (power === 'one-step') return `${text} is one step from everything: it may ${may}.${unneeded}`;
  const [first] = becomes;
  if (first !== undefined)
    return `${text} becomes ${first.account.replace(/^sa:/, 'sa ')}: it may ${first.by} ${inPlace(first.namespace)}.${unneeded}`;
  if (held.length > 0)
    return `${text} has no power over the whole cluster, and some over namespaces.${unneeded}`;
  return complete
    ? `${text} has no risky ability.${unneeded}`
    : `${text} is not seen to have a risky ability; not everything could be read.${unneeded}`;
}

function factsOf(subject: AuditSubject): readonly (readonly [string, string])[] {
  return [
    ['Kind', kindWord(subject)],
    ...(subject.since === undefined ? [] : [['Powerful since', day(subject.since)] as const]),
    ...(subject.breakGlass ? [['Declared', 'for emergencies'] as const] : []),
    ...(subject.exists === undefined ? [] : [['Exists', subject.exists ? 'yes' : 'no'] as const]),
    ...(subject.runs.length === 0 ? [] : [['Runs', subject.runs.join(', ')] as const]),
    ...(subject.members === undefined
      ? []
      : [
          [
            'Members',
            subject.members.length === 0 ? 'not known: no evidence names them' : subject.members.join(', '),
          ] as const,
        ]),
    ...(subject.stale === undefined
      ? []
      : [
          [
            'Needed',
            subject.stale === 'does-not-exist' ? 'no: it does not exist' : 'no: nothing runs as it',
          ] as const,
        ]),
  ];
}

function whereText(namespace: string): string {
  return namespace === '' ? 'whole cluster' : namespace;
}

function Abilities({ subject }: { readonly subject: AuditSubject }) {
  const { audit, cluster } = useAudit();
  return (
    <Section title="Risky abilities" aside={subject.held.length || undefined}>
      {subject.held.length === 0 ? (
        <p className={layout['quiet']}>
          {cluster.complete ? 'None.' : 'None is seen; not everything could be read.'}
        </p>
      ) : (
        <RowsTable
          label="Risky abilities"
          head={[['May'], ['Where', 140], ['Gravity', 90], ['Through']]}
          rows={subject.held.map(({ ability, namespace, ways }) => {
            const known = audit.abilities[ability];
            return {
              key: `${ability} ${namespace}`,
              cells: [
                known?.what ?? 'do everything',
                whereText(namespace),
                known?.severity ?? 'critical',
                wayTexts(cluster, ways),
              ],
            };
          })}
        />
      )}
    </Section>
  );
}

function Paths({ id }: { readonly id: string }) {
  const { cluster, kept } = useAudit();
  const graph = pathGraphOf(cluster);
  const pairs = pairsOf(graph).filter(({ source }) => source === id);
  return (
    <Section title="Paths to power" aside={pairs.length || undefined}>
      {pairs.length === 0 ? (
        <p className={layout['quiet']}>
          {cluster.complete ? 'No path leads from it to power.' : 'No path is seen; a step may be missing.'}
        </p>
      ) : (
        <RowsTable
          label="Paths to power"
          head={[['To'], ['Difficulty', 90], ['Steps', 60]]}
          rows={pairs.map(({ key, from, sink }) => {
            const { name = '', text = '' } = cluster.graph.sinks[sink] ?? {};
            const way = cheapestWay(graph, from, sink);
            return {
              key,
              cells: [
                <PlaceLink key="to" path={['paths']} query={{ ...kept, from: [id], to: [name] }}>
                  {text}
                </PlaceLink>,
                way?.difficulty,
                way?.steps.length,
              ],
            };
          })}
        />
      )}
    </Section>
  );
}
