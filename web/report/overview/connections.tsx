import { connectionRows, policyName } from '../connections/connection-rows.ts';
import { connectionsSentence, some } from '../connections/connections-sentence.ts';
import { Facts, Section } from '../layout/page.tsx';
import { useModel } from '../model/context.tsx';
import { PlaceLink } from '../place/navigation.tsx';
import { counted } from '../words/number.ts';
import { SentenceText } from '../words/words.tsx';

/** With `--onto`: which connections the manifests open and close where they land. */
export function ConnectionChanges() {
  const { network } = useModel().report;
  if (network === undefined) return null;
  const rows = connectionRows(network);
  const { policies, added, removed, unjudged } = network;
  const named = (workloads: typeof added) =>
    `${counted(workloads.length, 'workload')}: ${some(workloads.map(({ namespace, name }) => `${namespace}/${name}`))}`;
  return (
    <Section
      title="Connections gained and lost"
      aside={rows.length === 0 ? null : <PlaceLink path={['connections']}>all of them</PlaceLink>}
    >
      <p>
        <SentenceText sentence={connectionsSentence(network, rows)} />
      </p>
      <Facts
        facts={[
          ...(policies.length === 0
            ? []
            : [['Policies that differ', some(policies.map(policyName))] as const]),
          ...(added.length === 0 ? [] : [['New, not compared', named(added)] as const]),
          ...(removed.length === 0 ? [] : [['No longer seen', named(removed)] as const]),
          ...(unjudged.length === 0 ? [] : [['Not known of', named(unjudged)] as const]),
        ]}
      />
    </Section>
  );
}
