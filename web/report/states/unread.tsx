import detail from '../findings/detail.module.css';
import { Section } from '../layout/page.tsx';

/** What could not be read, if anything: it stands before anything that is counted. */
export function UnreadLines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <Section title={title}>
      <div className={detail['unknown']}>
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
    </Section>
  );
}
