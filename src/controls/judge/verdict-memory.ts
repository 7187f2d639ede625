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
  /** Whom the rows are about, as an object key: a Pod may get another owner. */
  readonly subject?: string;
}

const passing: TemplateVerdict = { applies: true, rows: [] };
const notApplicable: TemplateVerdict = { applies: false, rows: [] };

/** Judges one pod template by one control. */
export function judgeTemplate(
  control: PolicyControl,
  place: WorkloadPlace,
  context: RunContext,
): TemplateVerdict {
  const outcome = runPolicy(control, place, context);
  if (outcome.state === 'pass') return passing;
  if (outcome.state === 'not-applicable') return notApplicable;
  return { applies: true, rows: outcomeRows(control, place, outcome), subject: place.subject.key };
}

/** Verdicts of earlier runs by template: an unchanged object costs nothing again. */
export class VerdictMemory {
  readonly #byTemplate = new WeakMap<object, Map<PolicyControl, TemplateVerdict>>();
  readonly #judgeNew: typeof judgeTemplate;

  /** @param judgeNew judges a template that is not remembered */
  constructor(judgeNew: typeof judgeTemplate) {
    this.#judgeNew = judgeNew;
  }

  /** Rules that read the namespace are run each time: it may have changed while the object did not. */
  readonly judgeTemplate: typeof judgeTemplate = (control, place, context) => {
    if (control.policy.readsNamespace) return this.#judgeNew(control, place, context);
    const { template } = place.view;
    let verdicts = this.#byTemplate.get(template);
    if (verdicts === undefined) {
      verdicts = new Map();
      this.#byTemplate.set(template, verdicts);
    }
    const known = verdicts.get(control);
    if (known !== undefined && (known.subject ?? place.subject.key) === place.subject.key) return known;
    const verdict = this.#judgeNew(control, place, context);
    verdicts.set(control, verdict);
    return verdict;
  };
}
