import type { Cluster, Container, PodTemplate } from '../../cluster/index.ts';
import type { Catalogue } from '../catalogue/load-catalogue.ts';
import type { Control } from '../control.ts';
import type { Evidence, Fix, UnknownReason } from '../result.ts';
import { policyInput, type RunContext } from './policy-run.ts';
import {
  appliesToVersion,
  type ControlChoice,
  type PolicyControl,
  prepareControls,
} from './prepared-controls.ts';
import { resourceKinds } from './resource-name.ts';
import { templateView } from './template-view.ts';
import { judgeTemplate } from './verdict-memory.ts';

/** What one control says about one pod template; nothing is said about a template that passes. */
export interface TemplateFinding {
  readonly control: Control;
  readonly verdict: 'fail' | 'unknown';
  readonly container?: Container;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  /** The change to the object that holds the template. */
  readonly fix?: Fix;
  readonly unknown?: UnknownReason;
}

export interface TemplateJudgeOptions extends ControlChoice {
  /** Minor version of Kubernetes whose rules apply: 37 for 1.37. */
  readonly minor: number;
}

/**
 * Judges pod templates one by one, as admission sees them: a Deployment, its ReplicaSet and each of its Pods are three
 * answers, where {@link judge} folds them into one. No exceptions, and no platform provider.
 */
export class PodTemplateJudge {
  readonly #controls: readonly PolicyControl[];
  readonly #contexts = new WeakMap<Cluster, RunContext>();

  constructor(catalogue: Catalogue, options: TemplateJudgeOptions) {
    const { onTemplates } = prepareControls(catalogue, options, options.minor);
    this.#controls = onTemplates.filter(({ compiled }) => appliesToVersion(compiled, options.minor));
  }

  /** @param cluster the model that the template's object is in */
  judge(template: PodTemplate, cluster: Cluster): TemplateFinding[] {
    const context = this.#contextOf(cluster);
    const judged = template.object;
    const view = templateView(template);
    const place = {
      judged,
      subject: judged,
      view,
      duplicate: false,
      input: policyInput(judged, view, context),
    };
    return this.#controls.flatMap((policyControl) => {
      const { control } = policyControl.compiled;
      return judgeTemplate(policyControl, place, context).rows.map(({ detail: _detail, ...row }) => ({
        control,
        ...row,
      }));
    });
  }

  #contextOf(cluster: Cluster): RunContext {
    let context = this.#contexts.get(cluster);
    if (context === undefined) {
      context = { cluster, resources: resourceKinds(cluster) };
      this.#contexts.set(cluster, context);
    }
    return context;
  }
}
