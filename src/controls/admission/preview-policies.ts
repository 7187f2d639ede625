import type { Cluster, ClusterObject, ObjectReference } from '../../cluster/index.ts';
import type { Operation } from '../judge/match-resources.ts';
import { resourceKinds } from '../judge/resource-name.ts';
import {
  type AdmissionRequest,
  admissionRequest,
  type Requester,
  requestVariable,
} from './admission-request.ts';
import { AnnotationCollector } from './annotation-collector.ts';
import { type AnswerAccess, authorizerValues } from './authorizer-variables.ts';
import type { CompiledAdmissionPolicy } from './compile-admission-policy.ts';
import { isCompletedKind } from './defaults/index.ts';
import {
  type AdmissionValues,
  evaluateAdmissionPolicy,
  type PolicyDecision,
} from './evaluate-admission-policy.ts';
import { type FoundParam, findParams, type ParamSources, paramScope } from './find-params.ts';
import { type MatchedRequest, matchRequest, type RequestMatch } from './match-request.ts';
import { type NamespaceFacts, namespaceFacts } from './namespace-facts.ts';
import { isTooLarge, isUnseenByPolicies } from './object-limits.ts';
import type { WrittenBinding } from './policy.ts';
import { positionOf } from './policy-document.ts';
import { type PolicyPreview, type PolicySummary, referenceOf } from './preview.ts';
import { PreviewProblems } from './preview-problems.ts';
import { PreviewRows, type RowPlace } from './preview-rows.ts';
import type { PolicySet } from './read-policies.ts';
import { UnknownValue } from './unknown-value.ts';
import { findUnused } from './unused-policies.ts';

export interface PreviewOptions {
  readonly policies: PolicySet;
  /** Objects beside the policies: parameters, Namespaces, definitions. They come before those of the cluster. */
  readonly given?: readonly ClusterObject[];
  /** Who sends the requests. */
  readonly requester?: Requester;
  /** Answers what expressions ask the authorizer; unknown unless given. */
  readonly answerAccess?: AnswerAccess;
  /** Whether an object is to be judged; all are unless given. */
  readonly only?: (object: ClusterObject) => boolean;
  /**
   * Whether an object is as somebody wrote it, so that the defaults of the API server are filled in first. Those that were
   * read in files are, unless given.
   */
  readonly isWritten?: (object: ClusterObject) => boolean;
  /** How long one policy may take over all objects, in milliseconds. */
  readonly patience?: number;
}

const defaultPatience = 60_000;

/**
 * What the API server would do if the policies were in force and every object were created again; updated, where a
 * policy matches only that. Pure: reads nothing but its input.
 */
export function previewPolicies(cluster: Cluster, options: PreviewOptions): PolicyPreview {
  return new PreviewRun(cluster, options).preview();
}

class PreviewRun {
  readonly #options: PreviewOptions;
  readonly #cluster: Cluster;
  readonly #world: { readonly cluster: Cluster; readonly namespaces: NamespaceFacts };
  readonly #sources: ParamSources;
  readonly #rows = new PreviewRows();
  readonly #problems = new PreviewProblems();
  readonly #annotations = new AnnotationCollector();

  constructor(cluster: Cluster, options: PreviewOptions) {
    const given = options.given ?? [];
    const namespaces = given.filter(({ group, kind }) => group === '' && kind === 'Namespace');
    this.#options = options;
    this.#cluster = cluster;
    this.#world = { cluster, namespaces: namespaceFacts(cluster, namespaces) };
    this.#sources = { cluster, given };
  }

  preview(): PolicyPreview {
    const requests = this.#requests();
    const { policies, bindings, problems } = this.#options.policies;
    const summaries: PolicySummary[] = [];
    for (const policy of [...policies.values()].sort(byName)) {
      const { name, document } = policy.policy;
      const own = bindings.filter(({ spec }) => spec.policyName === name);
      const objects = own.length === 0 ? [] : this.#judgeAll(policy, own, requests);
      const position = positionOf(document, []);
      summaries.push({ policy: name, bindings: own.length, judged: objects.length, objects, position });
    }
    const { rows } = this.#rows;
    const unused = findUnused(this.#options.policies, summaries, rows);
    return {
      rows,
      annotations: this.#annotations.all(),
      policies: summaries,
      problems: [...problems, ...this.#problems.problems, ...unused],
      objects: requests.length,
    };
  }

  #requests(): AdmissionRequest[] {
    const { only = () => true, isWritten = wasReadInFile, requester } = this.#options;
    const { minor } = this.#cluster.version;
    const resources = resourceKinds(this.#cluster);
    const requests: AdmissionRequest[] = [];
    for (const object of this.#cluster.objects()) {
      if (!only(object) || isUnseenByPolicies(object)) continue;
      if (isTooLarge(object.body)) this.#problems.tooLarge(object);
      requests.push(admissionRequest(object, resources, requester, isWritten(object) ? minor : undefined));
    }
    return requests;
  }

  /** @returns the objects that the policy applies to */
  #judgeAll(
    policy: CompiledAdmissionPolicy,
    bindings: readonly WrittenBinding[],
    requests: readonly AdmissionRequest[],
  ): ObjectReference[] {
    const end = performance.now() + (this.#options.patience ?? defaultPatience);
    const judged: ObjectReference[] = [];
    for (const [index, request] of requests.entries()) {
      if (performance.now() > end) {
        this.#giveUp(policy, bindings, requests.slice(index));
        break;
      }
      let applies = this.#failsByParamKind(policy, request);
      for (const binding of applies ? [] : bindings)
        applies = this.#judgeOne(policy, binding, request) || applies;
      if (applies) judged.push(referenceOf(request.judged));
    }
    return judged;
  }

  /** A kind of parameters that does not exist is an error of the policy, whatever its bindings match. */
  #failsByParamKind(policy: CompiledAdmissionPolicy, request: AdmissionRequest): boolean {
    const { matchConstraints, paramKind } = policy.policy.spec;
    if (paramKind === undefined || paramScope(paramKind, this.#sources) !== 'not-served') return false;
    if (matchRequest(matchConstraints ?? {}, request, 'CREATE', this.#world).state !== 'match') return false;
    const { apiVersion, kind } = paramKind;
    const message = `failed to configure policy: failed to find resource referenced by paramKind: '${apiVersion}, Kind=${kind}'`;
    this.#problems.paramKindUnknown(policy, `the cluster has no kind ${apiVersion} ${kind}`);
    this.#rows.add({ policy, request, operation: 'CREATE' }, configurationError(policy, message));
    return true;
  }

  /** @returns whether the policy applies to the object by this binding */
  #judgeOne(policy: CompiledAdmissionPolicy, binding: WrittenBinding, request: AdmissionRequest): boolean {
    const { operation, match } = this.#match(policy, binding, request);
    const place = { policy, binding, request, operation };
    if (match.state === 'no-match') return false;
    if (match.state === 'unknown') {
      this.#rows.add(place, { kind: 'unknown', unknown: match.unknown });
      return true;
    }
    const { paramKind } = policy.policy.spec;
    const namespace = request.isNamespace ? request.name : request.judged.namespace;
    const params = findParams(paramKind, binding.spec.paramRef, namespace, this.#sources);
    if (params.state === 'found') {
      return params.params.map((param) => this.#evaluate(place, match, param)).includes(true);
    }
    if (params.state === 'unknown') {
      this.#problems.paramMissing(policy, binding, params.unknown.message);
      this.#rows.add(place, { kind: 'unknown', unknown: params.unknown });
      return true;
    }
    if (params.missing !== undefined)
      this.#problems.paramMissing(policy, binding, `${params.missing} does not exist`);
    this.#rows.add(place, configurationError(policy, `failed to configure binding: ${params.message}`));
    return true;
  }

  /** As it is created, else as it is updated. */
  #match(policy: CompiledAdmissionPolicy, binding: WrittenBinding, request: AdmissionRequest) {
    const matchAs = (operation: Operation): RequestMatch => {
      const { matchConstraints = {} } = policy.policy.spec;
      const match = matchRequest(matchConstraints, request, operation, this.#world);
      if (match.state === 'no-match') return match;
      const bound = matchRequest(binding.spec.matchResources ?? {}, request, operation, this.#world);
      return bound.state === 'match' ? match : bound;
    };
    const created = matchAs('CREATE');
    if (created.state !== 'no-match') return { operation: 'CREATE' as const, match: created };
    return { operation: 'UPDATE' as const, match: matchAs('UPDATE') };
  }

  #evaluate(place: RowPlace, match: MatchedRequest, param: FoundParam): boolean {
    const { policy, request } = place;
    if (match.converted !== undefined && !match.converted.sameForm) {
      const { group, version } = match.converted;
      const message = `The API server converts the object to ${group}/${version} before the policy sees it.`;
      this.#rows.add(place, { kind: 'unknown', unknown: { state: 'not-connected', message } }, param.name);
      return true;
    }
    const evaluation = evaluateAdmissionPolicy(policy, this.#values(place, match, param));
    if (!evaluation.applies) return false;
    for (const decision of evaluation.decisions)
      this.#rows.add(place, asWritten(decision, request), param.name);
    this.#annotations.add(referenceOf(request.judged), policy.policy.name, evaluation.annotations);
    return true;
  }

  #values({ request, operation }: RowPlace, { seen }: MatchedRequest, param: FoundParam): AdmissionValues {
    const apiVersion = seen.group === '' ? seen.version : `${seen.group}/${seen.version}`;
    const isSame = request.object['apiVersion'] === apiVersion;
    const object = isSame ? request.object : { ...request.object, apiVersion };
    return {
      object,
      oldObject: operation === 'UPDATE' ? object : null,
      request: requestVariable(request, operation, seen),
      params: param.value,
      namespaceObject: () => this.#namespaceVariable(request),
      ...authorizerValues(request, seen, this.#options.answerAccess),
    };
  }

  #namespaceVariable({ isNamespace, judged }: AdmissionRequest): unknown {
    if (isNamespace || judged.namespace === '') return null;
    const known = this.#world.namespaces.variable(judged.namespace);
    if ('value' in known) return known.value;
    throw new UnknownValue(known);
  }

  #giveUp(
    policy: CompiledAdmissionPolicy,
    bindings: readonly WrittenBinding[],
    rest: readonly AdmissionRequest[],
  ): void {
    const seconds = Math.round((this.#options.patience ?? defaultPatience) / 1000);
    const message = `policy ${policy.policy.name} took longer than ${seconds} s; ${rest.length} objects were not judged by it`;
    this.#problems.tooSlow(policy, message);
    const decision: PolicyDecision = { kind: 'unknown', unknown: { state: 'timed-out', message } };
    for (const request of rest) {
      for (const binding of bindings) {
        const { operation, match } = this.#match(policy, binding, request);
        if (match.state !== 'no-match') this.#rows.add({ policy, binding, request, operation }, decision);
      }
    }
  }
}

function wasReadInFile({ origin }: ClusterObject): boolean {
  return origin !== undefined;
}

/**
 * A manifest of a kind whose defaults are not known here does not show what the API server fills in, so that a field that
 * is missing there may not be missing then.
 */
function asWritten(decision: PolicyDecision, { judged }: AdmissionRequest): PolicyDecision {
  const { origin, group, version, kind } = judged;
  if (origin === undefined || decision.at?.missingField !== true || isCompletedKind(group, version, kind))
    return decision;
  if (decision.kind !== 'error' && decision.kind !== 'ignored-error') return decision;
  const message = `${decision.message}; the manifest does not set it, and the API server may fill it in (defaults of ${kind} are not known here)`;
  return { kind: 'unknown', unknown: { state: 'error', message }, at: decision.at };
}

/** Denies whatever the actions of the binding are, unless the policy ignores failures. */
function configurationError({ failurePolicy }: CompiledAdmissionPolicy, message: string): PolicyDecision {
  return failurePolicy === 'Fail'
    ? { kind: 'error', message, reason: 'Invalid', always: true }
    : { kind: 'ignored-error', message };
}

function byName(left: CompiledAdmissionPolicy, right: CompiledAdmissionPolicy): number {
  return left.policy.name < right.policy.name ? -1 : 1;
}
