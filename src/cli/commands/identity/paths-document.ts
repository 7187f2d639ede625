import {
  type AttackPath,
  type ChokePoints,
  type EdgeKind,
  edgeKinds,
  formatBinding,
  type Hop,
  type IndexedBinding,
} from '../../../identity/index.ts';
import { csvCell, plainText } from '../../../report/index.ts';
import { dotQuoted } from '../../dot.ts';
import { hopText, replayLines } from './hop-text.ts';
import { positionKey, positionText, sinkText } from './path-names.ts';
import type { ToldPath, ToldPaths } from './told-paths.ts';

/** Paths of one cluster for programs. */
export function pathsDocument({ name, attack, paths, chokePoints, becomes }: ToldPaths) {
  return {
    cluster: name,
    complete: attack.unread.length === 0,
    unread: attack.unread,
    paths: paths.map(({ source, sink, path, cut }) => ({
      from: positionKey(source),
      to: sink,
      ...pathDocument(path),
      ...(cut !== undefined && {
        cut: {
          bindings: cut.bindings?.map(bindingDocument) ?? null,
          smallest: cut.smallest,
          ...(cut.survives !== undefined && { survives: pathDocument(cut.survives) }),
        },
      }),
    })),
    ...(chokePoints !== undefined && { chokePoints: chokeDocument(chokePoints) }),
    ...(becomes !== undefined && { becomes: becomes.map(positionKey) }),
  };
}

function pathDocument({ cost, difficulty, hops }: AttackPath) {
  return { cost, difficulty, hops: hops.map(hopDocument) };
}

function hopDocument(hop: Hop) {
  const { from, to, kinds, place, difficulty, bindings, conditions } = hop;
  const first: EdgeKind | undefined = kinds[0] && edgeKinds[kinds[0]];
  return {
    from: positionText(from),
    to: positionText(to),
    kinds,
    what: hopText(hop),
    ...(place !== undefined && place !== '*' && { namespace: place }),
    difficulty,
    technique: first?.technique,
    source: first?.source,
    remedy: first?.cut,
    bindings: bindings.map(({ binding, subjectIndex, rules }) => ({
      ...bindingDocument(binding),
      role: { kind: binding.role.kind, name: binding.role.name },
      ...(subjectIndex !== undefined && { subjectIndex }),
      rules: [...new Set(rules.map(({ rule }) => rule.index))],
    })),
    conditions,
    replay: replayLines(hop),
  };
}

function bindingDocument({ object, namespace, name }: IndexedBinding) {
  return { kind: object.kind, ...(namespace !== '' && { namespace }), name };
}

function chokeDocument({ points, paths, left }: ChokePoints) {
  return {
    paths,
    left,
    bindings: points.map(({ binding, ends }) => ({ ...bindingDocument(binding), ends })),
  };
}

/** One row for each path (RFC 4180). */
export function* pathsCsv(all: readonly ToldPaths[]): Iterable<string> {
  yield 'cluster,from,to,difficulty,cost,steps,through,bindings,cut\r\n';
  for (const { name, paths } of all) {
    for (const { source, sink, path, cut } of paths) {
      const used = new Set(
        path.hops.flatMap(({ bindings }) => bindings.map(({ binding }) => formatBinding(binding))),
      );
      const cells = [
        name,
        positionKey(source),
        sink,
        path.difficulty,
        String(path.cost),
        String(path.hops.length),
        path.hops.map(({ to }) => positionText(to)).join(' > '),
        [...used].join('; '),
        cut?.bindings?.map(formatBinding).join('; ') ?? '',
      ];
      yield `${cells.map(csvCell).join(',')}\r\n`;
    }
  }
}

/** The steps of all paths as one picture (Graphviz). */
export function* pathsDot(all: readonly ToldPaths[]): Iterable<string> {
  yield 'digraph paths {\n  rankdir=LR;\n  node [shape=box, fontname="sans-serif"];\n  edge [fontname="sans-serif", fontsize=10];\n';
  for (const { name, paths } of all) {
    const prefix = all.length > 1 ? `${name}: ` : '';
    const seen = new Set<string>();
    for (const { from, to, kinds, bindings } of paths.flatMap(({ path }) => path.hops)) {
      const titles = kinds.map((kind) => edgeKinds[kind].title);
      const label = [...titles.slice(0, 1), ...bindings.map(({ binding }) => formatBinding(binding))].join(
        '\n',
      );
      const line = `  ${dotQuoted(prefix + positionText(from))} -> ${dotQuoted(prefix + positionText(to))} [label=${dotQuoted(label)}];\n`;
      if (seen.has(line)) continue;
      seen.add(line);
      yield line;
    }
  }
  yield '}\n';
}

/** Paths as tables for a page or a pull request. */
export function* pathsMarkdown(all: readonly ToldPaths[]): Iterable<string> {
  for (const { name, paths, chokePoints } of all) {
    yield `## Paths in ${plainText(name)}\n\n`;
    for (const [sink, same] of Map.groupBy(paths, (path) => path.sink)) {
      yield `### To ${sinkText(sink)}\n\n| from | difficulty | through | bindings | cut |\n|---|---|---|---|---|\n`;
      for (const told of same) yield markdownRow(told);
      yield '\n';
    }
    if (chokePoints === undefined || chokePoints.points.length === 0) continue;
    const { points, left, paths: count } = chokePoints;
    yield `### Choke points\n\nRemoving these bindings ends ${count - left} of ${count} paths.\n\n| binding | paths it ends |\n|---|---|\n`;
    for (const { binding, ends } of points) yield `| ${plainText(formatBinding(binding))} | ${ends} |\n`;
    yield '\n';
  }
}

function markdownRow({ source, path, cut }: ToldPath): string {
  const used = new Set(
    path.hops.flatMap(({ bindings }) => bindings.map(({ binding }) => formatBinding(binding))),
  );
  const cells = [
    positionText(source),
    path.difficulty,
    path.hops.map(({ to }) => positionText(to)).join(' → '),
    [...used].join(', '),
    cut === undefined ? '' : (cut.bindings?.map(formatBinding).join(', ') ?? 'no binding'),
  ];
  return `| ${cells.map(plainText).join(' | ')} |\n`;
}
