import { type Cluster, type ClusterObject, formatPath } from '../../cluster/index.ts';
import { resourceKinds } from '../judge/resource-name.ts';
import {
  type AdmissionRequest,
  admissionRequest,
  type Operation,
  type Requester,
  requestVariable,
  type SeenAs,
  unknownAuthorizer,
} from './admission-request.ts';
import { AnnotationCollector } from './annotation-collector.ts';
import type { CompiledAdmissionPolicy } from './compile-admission-policy.ts';
import type { AdmissionProblem } from './errors.ts';
import {
  type AdmissionValues,
  type ExpressionPart,
  evaluateAdmissionPolicy,
  type PolicyDecision,
} from './evaluate-admission-policy.ts';
import { type ExpressionPlace, placeInFile } from './expression-place.ts';
import { type FoundParam, findParams } from './find-params.ts';
import { matchRequest, type RequestMatch } from './match-request.ts';
import { type NamespaceFacts, namespaceFacts } from './namespace-facts.ts';
import { isTooLarge, isUnseenByPolicies } from './object-limits.ts';
import type { WrittenBinding } from './policy.ts';
import { positionOf } from './policy-document.ts';
import {
  outcomeOf,
  type PolicyPreview,
  type PolicySummary,
  type PreviewRow,
  referenceOf,
} from './preview.ts';
import type { PolicySet } from './read-policies.ts';
import { UnknownValue } from './unknown-value.ts';
import { findUnused } from './unused-policies.ts';

export interface PreviewOptions {
  readonly policies: PolicySet;
  /** Objects beside the policies: parameters, Namespaces, definitions. They come before those of the cluster. */
  readonly given?: readonly ClusterObject[];
  /** Who sends the requests. */
  readonly requester?: Requester;
  /** Whether an object is to be judged; all are unless given. */
  readonly only?: (object: ClusterObject) => boolean;
  /** How long one policy may take over all objects, in milliseconds. */
  readonly patience?: number;
}

const defaultPatience = 60_000;

/**
 * What the API server would do if the policies were in force and every object were created again; updated, where a
 * policy matches only that. Pure: reads nothing but its input.
 */
export function previewPolicies(cluster: Cluster, options: PreviewOptions): PolicyPreview {
  const run = new PreviewRun(cluster, options);
  return run.preview();
}

class PreviewRun {
  readonly #cluster: Cluster;
  readonly #options: PreviewOptions;
  readonly #namespaces: NamespaceFacts;
  readonly #rows: PreviewRow[] = [];
  readonly #problems: AdmissionProblem[];
  readonly #annotations = new AnnotationCollector();
  readonly #missingParams = new Set<string>();
  readonly #places = new Map<string, ExpressionPlace>();

  constructor(cluster: Cluster, options: PreviewOptions) {
    this.#cluster = cluster;
    this.#options = options;
    const given = options.given ?? [];
    this.#namespaces = namespaceFacts(
      cluster,
      given.filter(({ group, kind }) => group === '' && kind === 'Namespace'),
    );
    this.#problems = [...options.policies.problems];
  }

  preview(): PolicyPreview {
    const requests = this.#requests();
    const { policies, bindings } = this.#options.policies;
    const summaries: PolicySummary[] = [];
    for (const policy of [...policies.values()].sort(byName)) {
      const own = bindings.filter(({ spec }) => spec.policyName === policy.policy.name);
      const judged = this.#judge(policy, own, requests);
      const position = positionOf(policy.policy.document, []);
      summaries.push({ policy: policy.policy.name, bindings: own.length, judged, position });
    }
    this.#problems.push(...findUnused(this.#options.policies, summaries, this.#rows));
    return {
      rows: this.#rows,
      annotations: this.#annotations.all(),
      policies: summaries,
      problems: this.#problems,
      objects: requests.length,
    };
  }

  #requests(): AdmissionRequest[] {
    const { only = () => true, requester } = this.#options;
    const resources = resourceKinds(this.#cluster);
    const requests: AdmissionRequest[] = [];
    for (const object of this.#cluster.objects()) {
      if (!only(object) || isUnseenByPolicies(object)) continue;
      if (isTooLarge(object.body)) this.#sayTooLarge(object);
      requests.push(admissionRequest(object, resources, requester));
    }
    return requests;
  }

  #judge(
    policy: CompiledAdmissionPolicy,
    bindings: readonly WrittenBinding[],
    requests: readonly AdmissionRequest[],
  ): number {
    const end = performance.now() + (this.#options.patience ?? defaultPatience);
    let judged = 0;
    if (bindings.length === 0) return judged;
    for (const [index, request] of requests.entries()) {
      if (performance.now() > end) {
        this.#giveUp(policy, bindings, requests.slice(index));
        break;
      }
      let applied = false;
      for (const binding of bindings) applied = this.#judgeOne(policy, binding, request) || applied;
      if (applied) judged++;
    }
    return judged;
  }

  /** @returns whether the policy applies to the object by this binding */
  #judgeOne(policy: CompiledAdmissionPolicy, binding: WrittenBinding, request: AdmissionRequest): boolean {
    const { operation, match } = this.#match(policy, binding, request);
    const place = { policy, binding, request, operation };
    if (match.state === 'no-match') return false;
    if (match.state === 'unknown') {
      this.#add(place, { kind: 'unknown', unknown: match.unknown });
      return true;
    }
    const { policy: written } = policy;
    const namespace = request.isNamespace ? request.name : request.judged.namespace;
    const sources = { cluster: this.#cluster, given: this.#options.given ?? [] };
    const params = findParams(written.spec.paramKind, binding.spec.paramRef, namespace, sources);
    if (params.state === 'unknown') {
      this.#sayMissing(policy, binding, params.unknown.message);
      this.#add(place, { kind: 'unknown', unknown: params.unknown });
      return true;
    }
    if (params.state === 'error') {
      if (params.missing !== undefined) this.#sayMissing(policy, binding, `${params.missing} does not exist`);
      const message = `failed to configure binding: ${params.message}`;
      this.#add(
        place,
        policy.failurePolicy === 'Fail'
          ? { kind: 'error', message, reason: 'Invalid', always: true }
          : { kind: 'ignored-error', message },
      );
      return true;
    }
    return params.params.map((param) => this.#evaluate(place, match, param)).includes(true);
  }

  /** As it is created, else as it is updated. */
  #match(policy: CompiledAdmissionPolicy, binding: WrittenBinding, request: AdmissionRequest) {
    const world = { cluster: this.#cluster, namespaces: this.#namespaces };
    const matchAs = (operation: Operation): RequestMatch => {
      const match = matchRequest(policy.policy.spec.matchConstraints ?? {}, request, operation, world);
      if (match.state === 'no-match') return match;
      const bound = matchRequest(binding.spec.matchResources ?? {}, request, operation, world);
      return bound.state === 'match' ? match : bound;
    };
    const created = matchAs('CREATE');
    if (created.state !== 'no-match') return { operation: 'CREATE' as const, match: created };
    return { operation: 'UPDATE' as const, match: matchAs('UPDATE') };
  }

  #evaluate(place: RowPlace, match: RequestMatch & { state: 'match' }, param: FoundParam): boolean {
    const { policy, request, operation } = place;
    if (match.converted !== undefined && !match.converted.sameForm) {
      const { group, version } = match.converted;
      const message = `The API server converts the object to ${group}/${version} before the policy sees it.`;
      this.#add(place, { kind: 'unknown', unknown: { state: 'not-connected', message } }, param);
      return true;
    }
    const values = this.#values(request, operation, match.seen, param);
    const { applies, decisions, annotations } = evaluateAdmissionPolicy(policy, values);
    if (!applies) return false;
    for (const decision of decisions) this.#add(place, decision, param);
    this.#annotations.add(referenceOf(request.judged), policy.policy.name, annotations);
    return true;
  }

  #values(request: AdmissionRequest, operation: Operation, seen: SeenAs, param: FoundParam): AdmissionValues {
    const apiVersion = seen.group === '' ? seen.version : `${seen.group}/${seen.version}`;
    const object =
      request.object['apiVersion'] === apiVersion ? request.object : { ...request.object, apiVersion };
    const values = {
      object,
      oldObject: operation === 'UPDATE' ? object : null,
      request: requestVariable(request, operation, seen),
      params: param.value,
      namespaceObject: () => this.#namespaceVariable(request),
      authorizer: unknownAuthorizer,
      'authorizer.requestResource': unknownAuthorizer,
    };
    return values;
  }

  #namespaceVariable({ isNamespace, judged }: AdmissionRequest): unknown {
    if (isNamespace || judged.namespace === '') return null;
    const known = this.#namespaces.variable(judged.namespace);
    if ('value' in known) return known.value;
    throw new UnknownValue(known);
  }

  #add(
    { policy, binding, request, operation }: RowPlace,
    decision: PolicyDecision,
    param?: FoundParam,
  ): void {
    const position = request.judged.origin;
    const shared = {
      policy: policy.policy.name,
      binding: binding.name,
      object: referenceOf(request.judged),
      ...(position && {
        objectPosition: { file: position.file, line: position.line, column: position.column },
      }),
      operation,
      ...(param?.name !== undefined && { param: param.name }),
      ...('at' in decision && decision.at !== undefined && this.#placeOf(policy, decision.at)),
    };
    if (decision.kind === 'unknown') {
      const { unknown } = decision;
      const row = { outcome: 'unknown', actions: [], message: unknown.message, cause: 'unknown' } as const;
      this.#rows.push({ ...shared, ...row, unknown });
    } else if (decision.kind === 'ignored-error') {
      this.#rows.push({
        ...shared,
        outcome: 'ignored',
        actions: [],
        message: decision.message,
        cause: 'error',
      });
    } else {
      const actions = decision.always === true ? (['Deny'] as const) : binding.spec.validationActions;
      this.#rows.push({
        ...shared,
        outcome: outcomeOf(actions),
        actions,
        message: decision.message,
        cause: decision.kind,
      });
    }
  }

  #placeOf({ policy }: CompiledAdmissionPolicy, { path, source, range }: ExpressionPart) {
    const field = formatPath(['spec', ...path]);
    const key = `${policy.name} ${field} ${range?.start} ${range?.end}`;
    let place = this.#places.get(key);
    if (place === undefined) {
      const whole = range ?? { start: 0, end: source.length };
      place = placeInFile(policy.document, ['spec', ...path], source, whole);
      this.#places.set(key, place);
    }
    return { field, ...place };
  }

  #sayMissing({ policy, failurePolicy }: CompiledAdmissionPolicy, binding: WrittenBinding, message: string) {
    const { paramRef } = binding.spec;
    if (this.#missingParams.has(`${binding.name} ${message}`)) return;
    this.#missingParams.add(`${binding.name} ${message}`);
    const denies = paramRef?.parameterNotFoundAction === 'Deny' && failurePolicy === 'Fail';
    this.#problems.push({
      code: 'param-missing',
      severity: 'warning',
      message: `binding ${binding.name}: ${message}`,
      policy: policy.name,
      effect: denies
        ? 'Without it the API server denies every request that the binding matches, whatever its validationActions.'
        : 'Without it the API server lets every request that the binding matches pass.',
      ...positionOf(binding.document, ['spec', 'paramRef']),
    });
  }

  #sayTooLarge(object: ClusterObject): void {
    this.#problems.push({
      code: 'object-too-large',
      severity: 'warning',
      message: `${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name} is larger than 3 MiB`,
      effect: 'The API server takes no request larger than that, whatever the policies say.',
      ...(object.origin && {
        file: object.origin.file,
        line: object.origin.line,
        column: object.origin.column,
      }),
    });
  }

  #giveUp(
    policy: CompiledAdmissionPolicy,
    bindings: readonly WrittenBinding[],
    rest: readonly AdmissionRequest[],
  ): void {
    const { policy: written } = policy;
    const seconds = Math.round((this.#options.patience ?? defaultPatience) / 1000);
    const message = `policy ${written.name} took longer than ${seconds} s; ${rest.length} objects were not judged by it`;
    this.#problems.push({
      code: 'policy-too-slow',
      severity: 'warning',
      message,
      policy: written.name,
      ...positionOf(written.document, []),
    });
    for (const request of rest) {
      for (const binding of bindings) {
        const { operation, match } = this.#match(policy, binding, request);
        if (match.state === 'no-match') continue;
        this.#add(
          { policy, binding, request, operation },
          { kind: 'unknown', unknown: { state: 'timed-out', message } },
        );
      }
    }
  }
}

interface RowPlace {
  readonly policy: CompiledAdmissionPolicy;
  readonly binding: WrittenBinding;
  readonly request: AdmissionRequest;
  readonly operation: Operation;
}

function byName(left: CompiledAdmissionPolicy, right: CompiledAdmissionPolicy): number {
  return left.policy.name < right.policy.name ? -1 : 1;
}
