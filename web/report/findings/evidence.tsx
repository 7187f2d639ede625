import type { Finding } from '../../../src/report/schema.ts';
import { objectText } from '../model/subject.ts';
import classes from './detail.module.css';

type Position = NonNullable<Finding['evidence'][number]['position']>;

/** The facts that the verdict rests on: where, what is there, what a passing object has. */
export function EvidenceTable({ evidence }: { readonly evidence: Finding['evidence'] }) {
  return (
    <table className={classes['evidence']}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Found</th>
          <th scope="col">Expected</th>
        </tr>
      </thead>
      <tbody>
        {evidence.map((fact, index) => (
          // One field may be named twice; facts keep their order.
          // oxlint-disable-next-line react/no-array-index-key
          <tr key={`${fact.path} ${index}`}>
            <td>
              <code>{breakable(fact.path)}</code>
              {fact.object ? <div className={classes['aside']}>of {objectText(fact.object)}</div> : null}
              {fact.position ? (
                <div className={classes['aside']}>
                  <code>{breakable(placeText(fact.position))}</code>
                </div>
              ) : null}
            </td>
            <td>
              {fact.value === undefined ? (
                <span className={classes['unset']}>not set</span>
              ) : (
                <code>{fact.value}</code>
              )}
            </td>
            <td>{fact.expected ?? ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A line of rendered text is no line of the file that it was rendered from. */
function placeText({ file, line, column, template }: Position): string {
  return template === undefined
    ? `${file}:${line}:${column}`
    : `${template}, line ${line} of the rendered ${file}`;
}

/** Lets a long path break after its dots and slashes, where a reader would. */
function breakable(path: string): React.ReactNode {
  return path.split(/(?<=[./])/).flatMap((part, index) =>
    index === 0
      ? [part]
      : [
          // Parts of one path keep their places.
          // oxlint-disable-next-line react/no-array-index-key
          <wbr key={index} />,
          part,
        ],
  );
}
