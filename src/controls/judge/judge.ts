import {
  type Cluster,
  type ClusterIdentity,
  type ClusterObject,
  type ObjectKey,
  type ObjectReference,
  podTemplateKinds,
  podTemplatesOf,
  type Workload,
} from '../../cluster/index.ts';
import type { CompiledControl } from '../catalogue/compiled-control.ts';
import type { Catalogue } from '../catalogue/load-catalogue.ts';
import type { Exception } from '../exceptions/exception.ts';
import type { QuietVerdicts } from '../quiet-verdicts.ts';
import type { Result } from '../result.ts';
import { AlikeTemplates } from './alike-templates.ts';
import { Doubts } from './doubts.ts';
import { judgeObject } from './judge-object.ts';
import { judgeWorkload } from './judge-workload.ts';
import { clusterSubject, referenceTo } from './place.ts';
import type { RunContext } from './policy-run.ts';
import {
  appliesToVersion,
  type ControlChoice,
  type PolicyControl,
  type PreparedControls,
  prepareControls,
} from './prepared-controls.ts';
import { type RecognisedWorkload, type WorkloadRecogniser, workloadRecogniser } from './provider-managed.ts';
import { resourceKinds, resourceOf } from './resource-name.ts';
import { runAnalysis } from './run-analysis.ts';
import { Tally, type VerdictCounts } from './tally.ts';
import { unreadDraft, unreadKinds } from './unread-kinds.ts';
import { type judgeTemplate, VerdictMemory } from './verdict-memory.ts';
import { workloadPlaces } from './workload-places.ts';

export interface JudgeOptions extends ControlChoice {
  readonly exceptions?: readonly Exception[];
  /** When the judgement is made, milliseconds since the epoch: decides which exceptions are in force. */
  readonly now: number;
  /** False leaves `results` empty, for who takes them one by one: thousands of findings then are held once only. */
  readonly keepResults?: boolean;
  /** Receives every result, passes and not-applicable ones too. */
  readonly onResult?: (result: Result) => void;
  /** Receives passes and not-applicable ones in place of `onResult`, for who only counts them. */
  readonly onQuiet?: (quiet: QuietVerdicts) => void;
}

/** What the judge says about one cluster. */
export interface Judgement {
  readonly cluster: ClusterIdentity;
  /** Everything but passes and not-applicable: these are counted. In a stable order. */
  readonly results: readonly Result[];
  /** By control id; every control that was judged has an entry. */
  readonly counts: ReadonlyMap<string, VerdictCounts>;
}

/** What the judge says about one object, or the workload it folds into. */
export interface ObjectJudgement {
  readonly subject: ObjectReference;
  readonly results: readonly Result[];
  readonly counts: ReadonlyMap<string, VerdictCounts>;
}

/** Judges a cluster by a catalogue. Pure: equal input gives equal results in equal order. */
export function judge(cluster: Cluster, catalogue: Catalogue, options: JudgeOptions): Judgement {
  const providers = workloadRecogniser(catalogue.providers);
  const controls = prepareControls(catalogue, options, cluster.version.minor);
  const run = new JudgeRun(cluster, controls, providers, new AlikeTemplates().judgeTemplate, options);
  return { cluster: cluster.identity, ...run.everything() };
}

/** A judge that remembers: judging a later snapshot costs the work of what changed. */
export class Judge {
  readonly #options: JudgeOptions;
  readonly #catalogue: Catalogue;
  /** By minor version of the cluster: an upgrade is judged by the rules of the new version. */
  readonly #controls = new Map<number, PreparedControls>();
  readonly #providers: WorkloadRecogniser;
  readonly #memory = new VerdictMemory(new AlikeTemplates().judgeTemplate);

  constructor(catalogue: Catalogue, options: JudgeOptions) {
    this.#options = options;
    this.#catalogue = catalogue;
    this.#providers = workloadRecogniser(catalogue.providers);
  }

  judge(cluster: Cluster): Judgement {
    return { cluster: cluster.identity, ...this.#run(cluster).everything() };
  }

  /**
   * Judges one object: its whole workload when it has a pod template. Analyses over several objects are not run.
   * @returns undefined when the object is not in the model
   */
  judgeObject(cluster: Cluster, key: ObjectKey): ObjectJudgement | undefined {
    const object = cluster.get(key);
    if (object === undefined) return undefined;
    const workload = cluster.workloadOf(object);
    return {
      subject: referenceTo(workload?.reference ?? object),
      ...this.#run(cluster).one(object, workload),
    };
  }

  #run(cluster: Cluster): JudgeRun {
    const { judgeTemplate } = this.#memory;
    const controls = this.#controlsFor(cluster.version.minor);
    return new JudgeRun(cluster, controls, this.#providers, judgeTemplate, this.#options);
  }

  #controlsFor(minor: number): PreparedControls {
    let controls = this.#controls.get(minor);
    if (controls === undefined) {
      controls = prepareControls(this.#catalogue, this.#options, minor);
      this.#controls.set(minor, controls);
    }
    return controls;
  }
}

class JudgeRun {
  readonly #cluster: Cluster;
  readonly #controls: PreparedControls;
  readonly #providers: WorkloadRecogniser;
  readonly #judgeTemplate: typeof judgeTemplate;
  readonly #doubts: Doubts;
  readonly #tally: Tally;
  readonly #context: RunContext;
  readonly #onTemplates: readonly PolicyControl[];
  readonly #onObjects: readonly PolicyControl[];
  readonly #byKind = new Map<string, readonly PolicyControl[]>();

  constructor(
    cluster: Cluster,
    controls: PreparedControls,
    providers: WorkloadRecogniser,
    judgeOne: typeof judgeTemplate,
    options: JudgeOptions,
  ) {
    this.#cluster = cluster;
    this.#controls = controls;
    this.#providers = providers;
    this.#judgeTemplate = judgeOne;
    this.#doubts = new Doubts(cluster);
    this.#tally = new Tally({
      ...options,
      cluster: cluster.identity,
      exceptions: options.exceptions ?? [],
      doubts: this.#doubts,
    });
    this.#context = { cluster, resources: resourceKinds(cluster) };
    const applies = ({ compiled }: PolicyControl) => appliesToVersion(compiled, cluster.version.minor);
    this.#onTemplates = controls.onTemplates.filter(applies);
    this.#onObjects = controls.onObjects.filter(applies);
  }

  everything() {
    for (const object of this.#cluster.objects()) this.#doubts.learn(object);
    this.#outsideVersion();
    for (const workload of this.#cluster.workloads()) this.#workload(workload);
    if (this.#onObjects.length > 0 || this.#doubts.any) {
      for (const object of this.#cluster.objects()) {
        if (podTemplatesOf(object).length === 0) this.#object(object);
      }
    }
    this.#unread();
    for (const compiled of this.#controls.analyses) this.#analysis(compiled);
    return this.#outcome();
  }

  one(object: ClusterObject, workload: Workload | undefined) {
    for (const each of [object, ...(workload?.members() ?? [])]) this.#doubts.learn(each);
    if (workload === undefined) this.#object(object);
    else this.#workload(workload);
    return this.#outcome();
  }

  #outcome() {
    return { results: this.#tally.results, counts: this.#tally.counts };
  }

  #workload(workload: Workload): void {
    const places = workloadPlaces(workload, this.#context);
    let known: { workload: RecognisedWorkload | undefined } | undefined;
    const recognise = () => {
      known ??= { workload: this.#providers(workload, this.#cluster.identity) };
      return known.workload;
    };
    judgeWorkload(
      workload,
      places,
      this.#onTemplates,
      this.#context,
      this.#judgeTemplate,
      this.#tally,
      recognise,
    );
    if (this.#onObjects.length === 0) return;
    const seen = new Set<ClusterObject>();
    for (const { judged, subject } of places) {
      const controls = seen.has(judged) ? [] : this.#controlsFor(judged);
      seen.add(judged);
      judgeObject(judged, subject, controls, this.#context, this.#tally, recognise);
    }
  }

  #object(object: ClusterObject): void {
    const controls = this.#controlsFor(object);
    if (controls.length > 0) judgeObject(object, object, controls, this.#context, this.#tally);
    if (this.#doubts.about(object) !== undefined && isOfPods(object)) this.#withoutTemplate(object);
  }

  /** A workload whose template cannot be read as one: rules over templates say that they do not know it. */
  #withoutTemplate(object: ClusterObject): void {
    const controls = this.#onTemplates.map(({ compiled }) => compiled.control);
    this.#tally.quiet('not-applicable', controls, [referenceTo(object)]);
  }

  #controlsFor({ group, kind }: ClusterObject): readonly PolicyControl[] {
    const key = `${group}/${kind}`;
    let controls = this.#byKind.get(key);
    if (controls === undefined) {
      const resource = resourceOf(this.#context.resources, group, kind);
      controls = this.#onObjects.filter(({ policy }) => policy.matcher.covers(group, resource));
      this.#byKind.set(key, controls);
    }
    return controls;
  }

  /** Every control that was judged has counts, and one outside its versions says so. */
  #outsideVersion(): void {
    const { onTemplates, onObjects, analyses } = this.#controls;
    const { minor } = this.#cluster.version;
    for (const compiled of [...onTemplates, ...onObjects]
      .map((control) => control.compiled)
      .concat(analyses)) {
      const { control } = compiled;
      this.#tally.countsOf(control.id);
      if (!appliesToVersion(compiled, minor))
        this.#tally.quiet('not-applicable', [control], [clusterSubject(this.#cluster.identity)]);
    }
  }

  #unread(): void {
    for (const control of [...this.#onTemplates, ...this.#onObjects]) {
      for (const unread of unreadKinds(this.#cluster, control, this.#context.resources))
        this.#tally.add(control.compiled.control, unreadDraft(unread));
    }
  }

  #analysis(compiled: CompiledControl): void {
    if (!appliesToVersion(compiled, this.#cluster.version.minor)) return;
    const parameters = this.#controls.parameters.get(compiled.control.id) ?? {};
    for (const draft of runAnalysis(compiled, this.#cluster, parameters)) {
      this.#tally.add(compiled.control, draft, () => {
        const object = this.#cluster.find(draft.subject);
        const workload = object === undefined ? undefined : this.#cluster.workloadOf(object);
        return workload === undefined ? undefined : this.#providers(workload, this.#cluster.identity);
      });
    }
  }
}

function isOfPods({ group, kind }: ClusterObject): boolean {
  return podTemplateKinds.some((each) => each.group === group && each.kind === kind);
}
