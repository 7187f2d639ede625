import type { FindingRow } from './finding-rows.ts';
import { outcomeRows } from './outcome-rows.ts';
import { type RunContext, runPolicy } from './policy-run.ts';
import type { PolicyControl } from './prepared-controls.ts';
import type { WorkloadPlace } from './workload-places.ts';

/** What one control says about one pod template. */
export interface TemplateVerdict {
  readonly applies: boolean;
  /** None when it passes. */
  readonly rows: readonly FindingRow[];
  /** Whom the rows are about: a Pod may get another owner. */
  readonly subject: string;
}

const passing: Omit<TemplateVerdict, 'subject'> = { applies: true, rows: [] };
const notApplicable: Omit<TemplateVerdict, 'subject'> = { applies: false, rows: [] };

/** Verdicts of earlier runs by template: an unchanged object costs nothing again. */
export class OutcomeCache {
  readonly #byTemplate = new WeakMap<object, Map<PolicyControl, TemplateVerdict>>();

  /** Rules that read the namespace are run each time: it may have changed while the object did not. */
  verdict(control: PolicyControl, place: WorkloadPlace, context: RunContext): TemplateVerdict {
    if (control.policy.readsNamespace) return judgeTemplate(control, place, context);
    const { template } = place.view;
    let verdicts = this.#byTemplate.get(template);
    if (verdicts === undefined) {
      verdicts = new Map();
      this.#byTemplate.set(template, verdicts);
    }
    let verdict = verdicts.get(control);
    if (verdict === undefined || verdict.subject !== place.subject.key) {
      verdict = judgeTemplate(control, place, context);
      verdicts.set(control, verdict);
    }
    return verdict;
  }
}

function judgeTemplate(control: PolicyControl, place: WorkloadPlace, context: RunContext): TemplateVerdict {
  const subject = place.subject.key;
  const outcome = runPolicy(control, place, context);
  if (outcome.state === 'pass') return { ...passing, subject };
  if (outcome.state === 'not-applicable') return { ...notApplicable, subject };
  return { applies: true, rows: outcomeRows(control, place, outcome), subject };
}
