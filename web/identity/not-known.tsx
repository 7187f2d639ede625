import { Section } from '../report/layout/page.tsx';
import { UnreadLines } from '../report/states/unread.tsx';
import { useAudit } from './model/audit-context.tsx';

/** What could not be read: it stands before anything that is counted. */
export function Unread() {
  const { cluster } = useAudit();
  return (
    <UnreadLines
      title="Not everything could be read: somebody may be missing"
      lines={cluster.error === undefined ? cluster.unread : [cluster.error]}
    />
  );
}

/** What decides beside RBAC, and what no declared state can tell. */
export function NotConnected() {
  const { cluster } = useAudit();
  if (cluster.outside.length === 0) return null;
  return (
    <Section title="Not connected">
      {cluster.outside.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Section>
  );
}
