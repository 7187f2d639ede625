import type { AuditSubject } from '../../src/identity/audit-schema.ts';
import { PlaceLink } from '../report/place/navigation.tsx';
import { useAudit } from './model/audit-context.tsx';

/** A subject by name, to its page. */
export function SubjectLink({ subject }: { readonly subject: AuditSubject }) {
  const { kept } = useAudit();
  return (
    <PlaceLink path={['subject', subject.id]} query={kept}>
      {subject.text}
    </PlaceLink>
  );
}
