import { RowsTable } from '../../report/table/rows-table.tsx';
import { counted } from '../../report/words/number.ts';
import { useAudit } from '../model/audit-context.tsx';
import type { Step, Way } from '../model/path-graph.ts';
import classes from './paths.module.css';

interface WayTableProps {
  readonly way: Way;
  readonly number: number;
  readonly cut: ReadonlySet<number>;
  readonly removable: ReadonlySet<number>;
  readonly onToggle: (binding: number) => void;
}

/** One way, step by step, with a box to take each binding away. */
export function WayTable({ way, number, cut, removable, onToggle }: WayTableProps) {
  const { cluster } = useAudit();
  const ends = way.steps.some(({ bindings }) => bindings.some((binding) => cut.has(binding)));
  const nameOf = (vertex: number) => cluster.graph.vertices[vertex]?.text ?? '';
  return (
    <div className={classes['way']}>
      <h3>
        Way {number}: {counted(way.steps.length, 'step')}, {way.difficulty}
        {ends ? <span className={classes['ends']}> (ends)</span> : null}
      </h3>
      <RowsTable
        label={`Way ${number}`}
        head={[['Step'], ['Leads to', 150], ['Remove a binding']]}
        rows={way.steps.map((step) => ({
          key: `${step.from} ${step.to}`,
          cells: [
            <StepText key="step" step={step} from={nameOf(step.from)} />,
            nameOf(step.to),
            <Bindings key="bindings" {...{ step, cut, removable, onToggle, number }} />,
          ],
        }))}
      />
    </div>
  );
}

function StepText({ step, from }: { readonly step: Step; readonly from: string }) {
  return (
    <span title={step.cut}>
      {from} {step.what}
      {step.conditions.length === 0 ? '' : `; needs: ${step.conditions.join('; ')}`}
    </span>
  );
}

interface BindingsProps extends Pick<WayTableProps, 'cut' | 'removable' | 'onToggle' | 'number'> {
  readonly step: Step;
}

function Bindings({ step, cut, removable, onToggle, number }: BindingsProps) {
  const { cluster } = useAudit();
  if (step.bindings.length === 0) return step.cut;
  return step.bindings.map((binding) => {
    const text = cluster.bindings[binding]?.text ?? '';
    if (!removable.has(binding)) return <div key={binding}>{text}, which Kubernetes makes again</div>;
    const id = `remove-${number}-${step.from}-${binding}`;
    return (
      <label
        key={binding}
        htmlFor={id}
        className={classes['remove']}
        data-cut={cut.has(binding) || undefined}
      >
        <input id={id} type="checkbox" checked={cut.has(binding)} onChange={() => onToggle(binding)} />
        <span>{text}</span>
      </label>
    );
  });
}
