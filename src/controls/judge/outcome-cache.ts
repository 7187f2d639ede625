import { type RunContext, type RunOutcome, runPolicy } from './policy-run.ts';
import type { PolicyControl } from './prepared-controls.ts';
import type { WorkloadPlace } from './workload-places.ts';

/** Outcomes of earlier runs by template: an unchanged object costs nothing again. */
export class OutcomeCache {
  readonly #byTemplate = new WeakMap<object, Map<PolicyControl, RunOutcome>>();

  /** Rules that read the namespace are run each time: it may have changed while the object did not. */
  outcome(control: PolicyControl, place: WorkloadPlace, context: RunContext): RunOutcome {
    if (control.policy.readsNamespace) return runPolicy(control, place, context);
    const { template } = place.view;
    let outcomes = this.#byTemplate.get(template);
    if (outcomes === undefined) {
      outcomes = new Map();
      this.#byTemplate.set(template, outcomes);
    }
    let outcome = outcomes.get(control);
    if (outcome === undefined) {
      outcome = runPolicy(control, place, context);
      outcomes.set(control, outcome);
    }
    return outcome;
  }
}
