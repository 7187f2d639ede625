import type { Json } from '../../cluster/index.ts';
import { YamlError, type YamlRemark } from './errors.ts';
import { formatGoFloat32, isUnsigned64 } from './go-number.ts';
import type { AliasNode, MappingNode, ScalarNode, YamlNode } from './node.ts';
import { resolveScalar } from './resolve.ts';

type MutableMapping = Record<string, Json>;

/**
 * Builds the value that kubectl would build: go-yaml v2's decoder followed by sigs.k8s.io/yaml's conversion to JSON.
 * Duplicate keys and surprising merges are read as kubectl reads them and remarked on.
 * @throws YamlError where kubectl would fail.
 */
export function buildValue(root: YamlNode): { value: Json; remarks: readonly YamlRemark[] } {
  const builder = new Builder();
  const value = builder.build(root);
  builder.checkValues(value);
  return { value, remarks: builder.remarks };
}

/** Stands in an object for a value or key that JSON has not, until it is known whether it survives. */
const INVALID_KEYS = Symbol('invalid keys');

class Builder {
  readonly remarks: YamlRemark[] = [];
  private readonly budget = new AliasBudget();
  private readonly openAliases = new Set<AliasNode>();
  private doubtful: YamlNode | undefined;

  build(node: YamlNode): Json {
    this.budget.spend(node);
    switch (node.kind) {
      case 'scalar':
        return this.scalar(node);
      case 'alias':
        return this.throughAlias(node, (target) => this.build(target));
      case 'sequence':
        return node.items.map((item) => this.build(item));
      case 'mapping': {
        const into: MutableMapping = {};
        this.fill(node, into, undefined);
        return into;
      }
    }
  }

  /** Fails when something that JSON cannot say is still part of the value. */
  checkValues(value: Json): void {
    if (this.doubtful === undefined) return;
    const pending: Json[] = [value];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (typeof next === 'number' && !Number.isFinite(next)) {
        throw new YamlError(
          'yaml-value',
          'infinity and not-a-number are not JSON values',
          this.doubtful.start,
        );
      }
      if (typeof next !== 'object' || next === null) continue;
      if (INVALID_KEYS in next) {
        throw new YamlError('yaml-key', 'this mapping key can not become a JSON key', this.doubtful.start);
      }
      pending.push(...Object.values(next));
    }
  }

  private scalar(node: ScalarNode): Json {
    const value = resolveScalar(node);
    if (typeof value === 'bigint') return Number(value);
    if (typeof value === 'number' && !Number.isFinite(value)) this.doubtful ??= node;
    // Go sends -0.0 as the integer -0, which is 0
    return value === 0 ? 0 : value;
  }

  private throughAlias<Result>(alias: AliasNode, visit: (target: YamlNode) => Result): Result {
    if (this.openAliases.has(alias)) {
      throw new YamlError('yaml-alias-expansion', 'the anchor contains itself', alias.start);
    }
    this.openAliases.add(alias);
    this.budget.aliasDepth++;
    const result = visit(alias.target);
    this.budget.aliasDepth--;
    this.openAliases.delete(alias);
    return result;
  }

  /** Writes the pairs of a mapping; `merged` holds the keys that came through `<<` and may be replaced unremarked. */
  private fill(node: MappingNode, into: MutableMapping, mergedBefore: Set<string> | undefined): void {
    let merged = mergedBefore;
    const inMerge = mergedBefore !== undefined;
    for (let index = 0; index < node.keys.length; index++) {
      const key = node.keys[index];
      const valueNode = node.values[index];
      if (key === undefined || valueNode === undefined) continue;
      if (isMergeKey(key)) {
        merged ??= new Set();
        this.merge(valueNode, into, merged);
        continue;
      }
      const name = this.keyName(key);
      if (name === undefined) {
        this.build(valueNode);
        Object.defineProperty(into, INVALID_KEYS, { value: true, configurable: true });
        continue;
      }
      if (Object.hasOwn(into, name)) this.remarkReplaced(key, name, inMerge, merged);
      if (inMerge) merged?.add(name);
      else merged?.delete(name);
      assign(into, name, this.build(valueNode));
    }
  }

  private remarkReplaced(
    key: YamlNode,
    name: string,
    inMerge: boolean,
    merged: Set<string> | undefined,
  ): void {
    if (merged?.has(name)) return;
    if (inMerge) {
      const message = `a merge replaces the key ${JSON.stringify(name)} that is written before it`;
      this.remarks.push({ code: 'yaml-merge-overrides', message, offset: key.start });
    } else {
      const message = `the key ${JSON.stringify(name)} is written twice in one mapping`;
      this.remarks.push({ code: 'yaml-duplicate-key', message, offset: key.start });
    }
  }

  private merge(node: YamlNode, into: MutableMapping, merged: Set<string>): void {
    if (node.kind === 'sequence') {
      for (const item of node.items.toReversed()) this.mergeMapping(item, into, merged);
    } else {
      this.mergeMapping(node, into, merged);
    }
  }

  private mergeMapping(node: YamlNode, into: MutableMapping, merged: Set<string>): void {
    const target = node.kind === 'alias' ? node.target : node;
    if (target.kind !== 'mapping')
      throw new YamlError('yaml-syntax', '`<<` needs a mapping or a list of mappings', node.start);
    this.budget.spend(node);
    if (node.kind !== 'alias') return this.fill(target, into, merged);
    this.throughAlias(node, () => {
      this.budget.spend(target);
      this.fill(target, into, merged);
    });
  }

  /** The JSON key that sigs.k8s.io/yaml makes of a YAML key; undefined where it fails. */
  private keyName(key: YamlNode): string | undefined {
    this.budget.spend(key);
    const node = key.kind === 'alias' ? this.throughAlias(key, (target) => this.aliasedKey(target)) : key;
    if (node.kind !== 'scalar')
      throw new YamlError('yaml-key', 'a list or mapping can not be a key', key.start);
    const value = resolveScalar(node);
    if (typeof value === 'string') return value;
    if (typeof value === 'boolean') return String(value);
    if (typeof value === 'number') return formatGoFloat32(value);
    if (typeof value === 'bigint' && !isUnsigned64(value)) return String(value);
    this.doubtful = key;
    return undefined;
  }

  private aliasedKey(target: YamlNode): YamlNode {
    this.budget.spend(target);
    return target.kind === 'alias' ? this.throughAlias(target, (next) => this.aliasedKey(next)) : target;
  }
}

function isMergeKey(key: YamlNode): boolean {
  return (
    key.kind === 'scalar' && key.text === '<<' && (key.implicit || key.tag === 'tag:yaml.org,2002:merge')
  );
}

function assign(into: MutableMapping, key: string, value: Json): void {
  if (key !== '__proto__') into[key] = value;
  else Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}

/** go-yaml's guard against alias bombs: the larger a document grows, the less of it may come from aliases. */
class AliasBudget {
  aliasDepth = 0;
  private decoded = 1;
  private fromAliases = 0;

  spend(node: YamlNode): void {
    this.decoded++;
    if (this.aliasDepth > 0) this.fromAliases++;
    if (this.fromAliases <= 100 || this.decoded <= 1000) return;
    if (this.fromAliases / this.decoded > allowedAliasShare(this.decoded)) {
      throw new YamlError(
        'yaml-alias-expansion',
        'aliases make this document far larger than it is written',
        node.start,
      );
    }
  }
}

function allowedAliasShare(decoded: number): number {
  if (decoded <= 400_000) return 0.99;
  if (decoded >= 4_000_000) return 0.1;
  return 0.99 - 0.89 * ((decoded - 400_000) / 3_600_000);
}
