import { isDeepStrictEqual } from 'node:util';
import {
  asMap,
  asText,
  type ClusterStore,
  type Door,
  type Fields,
  isFields,
  type KubernetesObject,
  type KubernetesVersion,
  knownScope,
  newestKnownVersion,
  type Origin,
  objectKey,
  type Problem,
  type Scope,
  splitApiVersion,
  unknownFieldsProblem,
  visibleStrings,
  wrongTypesProblem,
} from '../../cluster/index.ts';
import { unknownFields, wrongTypes } from '../../cluster/schema/index.ts';
import { admitOwn } from '../admit-own.ts';
import { CustomTemplates } from './custom-templates.ts';
import { DeclaredScopes } from './declared-scopes.ts';
import { DeployedSources } from './deployed-sources.ts';
import { manifestProblem } from './errors.ts';
import type { ManifestOptions, SkippedFile } from './options.ts';
import { whyNotServed } from './served-kind.ts';

/**
 * Where everything that was found ends up: objects go through the door into the store, the rest becomes problems and
 * skipped files. Objects of kinds that only a CustomResourceDefinition of the same input can place wait for the end.
 */
export class ManifestSink {
  readonly problems: Problem[] = [];
  readonly skipped: SkippedFile[] = [];
  /** What the objects bring into a cluster that is not in the input, or not understood. */
  readonly templates = new CustomTemplates();
  readonly sources = new DeployedSources();
  objects = 0;
  private readonly door: Door;
  private readonly store: ClusterStore;
  private readonly givenNamespace: string | undefined;
  private readonly version: KubernetesVersion;
  private readonly declared = new DeclaredScopes();
  private readonly waiting: { readonly fields: Fields; readonly origin: Origin }[] = [];
  private readonly seen = new Map<string, { readonly object: KubernetesObject; readonly origin: Origin }>();

  constructor(store: ClusterStore, { door, namespace, version = newestKnownVersion }: ManifestOptions) {
    this.door = door;
    this.store = store;
    this.givenNamespace = namespace;
    this.version = version;
  }

  /** Names of files and objects come from whoever wrote the input, so a problem shows them as they may be printed. */
  report(problem: Problem): void {
    this.problems.push(visibleStrings(problem));
  }

  skip(file: SkippedFile): void {
    this.skipped.push(visibleStrings(file));
  }

  /** Takes what claims to be an object; the door says what is wrong with it. */
  admit(raw: unknown, origin: Origin): void {
    const fields = isFields(raw) ? raw : undefined;
    if (isChartTest(fields, origin)) {
      const reason = 'a test of the chart, which runs when somebody asks for it';
      this.skip({ file: origin.template ?? origin.file, reason });
      return;
    }
    if (typeof fields?.['apiVersion'] !== 'string' || typeof fields['kind'] !== 'string') {
      this.throughDoor(raw, origin);
      return;
    }
    const refused = whyNotServed(fields['apiVersion'], fields['kind'], this.version);
    if (refused !== undefined) {
      const { file, line, column } = origin;
      this.report(manifestProblem('kind-not-served', refused, { file, line, column }));
      return;
    }
    this.declared.learn(fields);
    const scope = knownScope(splitApiVersion(fields['apiVersion']).group, fields['kind']);
    if (scope === undefined) this.waiting.push({ fields, origin });
    else this.enter(fields, origin, scope);
  }

  /** Places the objects that waited; call it when all input was read. */
  finish(): void {
    for (const { fields, origin } of this.waiting.splice(0)) {
      const scope = this.declared.scopeOf(String(fields['apiVersion']), String(fields['kind']));
      this.enter(fields, origin, scope ?? 'Namespaced');
    }
  }

  private enter(fields: Fields, origin: Origin, scope: Scope): void {
    const namespace = this.givenNamespace ?? 'default';
    const assumed =
      scope === 'Namespaced' && this.givenNamespace === undefined && namesNone(fields, origin, namespace);
    this.throughDoor(
      withNamespace(fields, scope, namespace),
      assumed ? { ...origin, namespaceAssumed: true } : origin,
    );
  }

  private throughDoor(raw: unknown, origin: Origin): void {
    const { object, problem } = admitOwn(this.door, raw, origin);
    if (problem !== undefined) {
      this.report(problem);
      return;
    }
    // The door makes text of whatever a Secret holds.
    const checked = object.kind === 'Secret' ? (raw as KubernetesObject) : object;
    const wrong = wrongTypes(checked);
    if (wrong.length > 0) this.report(wrongTypesProblem(wrong, origin));
    const unknown = unknownFields(checked);
    if (unknown.length > 0) this.report(unknownFieldsProblem(unknown, origin));
    this.remember(object, origin);
    this.store.apply(object, origin);
    this.templates.learn(object, origin);
    this.sources.learn(object, origin);
    this.objects++;
  }

  /** Of two definitions that differ only the last is judged, so that something was not; two that say the same are one. */
  private remember(object: KubernetesObject, origin: Origin): void {
    const { apiVersion, kind, metadata } = object;
    const { group } = splitApiVersion(apiVersion);
    const namespace = metadata.namespace ?? '';
    const key = objectKey({ group, kind, namespace, name: metadata.name });
    const before = this.seen.get(key);
    this.seen.set(key, { object, origin });
    if (before === undefined || isDeepStrictEqual(before.object, object)) return;
    const name = namespace === '' ? metadata.name : `${namespace}/${metadata.name}`;
    const { file, line } = before.origin;
    const message = `${kind} ${name} is defined twice, differently: here and in ${file}:${line}, which was not judged`;
    this.report(manifestProblem('manifest-duplicate', message, origin.locate(['metadata', 'name'])));
  }
}

/** https://helm.sh/docs/topics/chart_tests/ */
function isChartTest(fields: Fields | undefined, { template, renderer }: Origin): boolean {
  if (template === undefined || renderer !== undefined) return false;
  const hooks = asText(asMap(asMap(fields?.['metadata'])['annotations'])['helm.sh/hook']);
  return hooks.split(',').some((hook) => /^test(?:-success|-failure)?$/.test(hook.trim()));
}

function withNamespace(fields: Fields, scope: Scope, assumed: string): Fields {
  const { metadata } = fields;
  if (!isFields(metadata)) return fields;
  const { namespace, ...rest } = metadata;
  if (scope === 'Cluster') return namespace === undefined ? fields : { ...fields, metadata: rest };
  return isNamed(namespace) ? fields : { ...fields, metadata: { ...rest, namespace: assumed } };
}

/** Charts write the namespace of the release, which is our guess as well; kustomize only writes one that somebody chose. */
function namesNone({ metadata }: Fields, { template, renderer }: Origin, assumed: string): boolean {
  if (!isFields(metadata)) return false;
  const { namespace } = metadata;
  return !isNamed(namespace) || (template !== undefined && renderer === undefined && namespace === assumed);
}

function isNamed(namespace: unknown): boolean {
  return namespace !== undefined && namespace !== null && namespace !== '';
}
