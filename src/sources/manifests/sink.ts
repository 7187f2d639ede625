import {
  type ClusterStore,
  type KubernetesObject,
  type Origin,
  objectKey,
  type Problem,
  splitApiVersion,
} from '../../cluster/index.ts';
import { DeclaredScopes, knownScope, type Scope } from './cluster-scope.ts';
import { manifestProblem } from './errors.ts';
import type { ManifestDoor, SkippedFile } from './options.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Where everything that was found ends up: objects go through the door into the store, the rest becomes problems and
 * skipped files. Objects of kinds that only a CustomResourceDefinition of the same input can place wait for the end.
 */
export class ManifestSink {
  readonly problems: Problem[] = [];
  readonly skipped: SkippedFile[] = [];
  objects = 0;
  private readonly door: ManifestDoor;
  private readonly store: ClusterStore;
  private readonly defaultNamespace: string;
  private readonly declared = new DeclaredScopes();
  private readonly waiting: { readonly fields: Fields; readonly origin: Origin }[] = [];
  private readonly seen = new Map<string, Origin>();

  constructor(door: ManifestDoor, store: ClusterStore, defaultNamespace: string) {
    this.door = door;
    this.store = store;
    this.defaultNamespace = defaultNamespace;
  }

  report(problem: Problem): void {
    this.problems.push(problem);
  }

  skip(file: SkippedFile): void {
    this.skipped.push(file);
  }

  /** Takes an object with apiVersion and kind; the door judges the rest of it. */
  admit(fields: Fields, origin: Origin): void {
    this.declared.learn(fields);
    const scope = knownScope(String(fields['apiVersion']), String(fields['kind']));
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
    const named = this.withName(fields, origin);
    if (named === undefined) return;
    const admitted = this.door.admit(this.withNamespace(named, scope), origin);
    if ('problem' in admitted) {
      this.problems.push(admitted.problem);
      return;
    }
    this.remember(admitted.object, origin);
    this.store.apply(admitted.object, origin);
    this.objects++;
  }

  /** An object that the API server will name is known here by its `generateName`, which ends in a dash. */
  private withName(fields: Fields, origin: Origin): Fields | undefined {
    const { metadata } = fields;
    if (!isRecord(metadata)) return this.nameless(fields, origin);
    if ('name' in metadata && metadata['name'] !== null && metadata['name'] !== '') return fields;
    const generated = metadata['generateName'];
    if (typeof generated !== 'string' || generated === '') return this.nameless(fields, origin);
    return { ...fields, metadata: { ...metadata, name: generated } };
  }

  private nameless(fields: Fields, origin: Origin): undefined {
    const message = `${String(fields['kind'])} has no metadata.name`;
    this.report(manifestProblem('manifest-incomplete', message, origin.locate(['metadata'])));
  }

  private withNamespace(fields: Fields, scope: Scope): Fields {
    const { metadata } = fields;
    if (!isRecord(metadata)) return fields;
    const { namespace, ...rest } = metadata;
    if (scope === 'Cluster') return namespace === undefined ? fields : { ...fields, metadata: rest };
    const named = namespace !== undefined && namespace !== null && namespace !== '';
    return named ? fields : { ...fields, metadata: { ...rest, namespace: this.defaultNamespace } };
  }

  private remember({ apiVersion, kind, metadata }: KubernetesObject, origin: Origin): void {
    const { group } = splitApiVersion(apiVersion);
    const namespace = metadata.namespace ?? '';
    const key = objectKey({ group, kind, namespace, name: metadata.name });
    const before = this.seen.get(key);
    this.seen.set(key, origin);
    if (before === undefined) return;
    const name = namespace === '' ? metadata.name : `${namespace}/${metadata.name}`;
    const message = `${kind} ${name} is defined twice: here and in ${before.file}:${before.line}`;
    this.report(
      manifestProblem('manifest-duplicate', message, origin.locate(['metadata', 'name']), 'warning'),
    );
  }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
