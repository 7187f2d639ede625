import layout from '../layout/layout.module.css';
import { Section } from '../layout/page.tsx';
import { useModel } from '../model/context.tsx';

const most = 50;

/** With `--onto`: whose power the manifests change where they land, through what. */
export function PowerChanges() {
  const { power } = useModel().report;
  if (power === undefined) return null;
  return (
    <Section title="Whose power changes">
      {power.known ? null : <p>It is not known: not all roles and bindings could be read.</p>}
      {power.known && power.changes.length === 0 ? <p>Nobody’s.</p> : null}
      {power.changes.length === 0 ? null : (
        <table className={layout['rows']}>
          <colgroup>
            <col style={{ width: 84 }} />
            <col />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Power</th>
              <th scope="col">The change</th>
            </tr>
          </thead>
          <tbody>
            {power.changes.slice(0, most).map(({ change, text }) => (
              <tr key={`${change} ${text}`}>
                <td>{change === 'gains' ? 'more' : 'less'}</td>
                <td data-wrap>{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {power.changes.length > most ? (
        <p className={layout['more']}>And {power.changes.length - most} more: scan with -o json has all.</p>
      ) : null}
    </Section>
  );
}
