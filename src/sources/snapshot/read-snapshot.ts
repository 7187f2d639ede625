import {
  type ClusterStore,
  createClusterStore,
  createDoor,
  type KubernetesObject,
  type Problem,
  type RedactionKey,
  visibleStrings,
  wrongTypesProblem,
} from '../../cluster/index.ts';
import { wrongTypes } from '../../cluster/schema/index.ts';
import { admitOwn } from '../admit-own.ts';
import type { EvidenceFile } from '../evidence/index.ts';
import { UnknownTemplates } from '../unknown-templates.ts';
import { versionProblem } from '../version-problem.ts';
import { SnapshotError } from './errors.ts';
import { parseHeader, type SnapshotHeader } from './header.ts';
import { readLines } from './read-lines.ts';
import { answersIn, isSavedAnswers } from './saved-answers.ts';

export interface ReadSnapshotOptions {
  /** Values that somebody put into the file unredacted are hashed with this key. */
  readonly redactionKey: RedactionKey;
  /** `--cluster-name`. */
  readonly clusterName?: string;
  readonly teamLabels?: readonly string[];
  readonly signal?: AbortSignal;
}

/** What a snapshot holds. The store is described: its snapshot is the cluster. */
export interface SnapshotReading {
  readonly store: ClusterStore;
  readonly problems: readonly Problem[];
  /** Answers of a cloud's command line that were written with it. */
  readonly answers: readonly EvidenceFile[];
  /** The version that wrote the file. */
  readonly toolVersion: string;
  /** Hashes are comparable only under the same key. */
  readonly redactionKeyId: string;
}

/**
 * Reads a snapshot back into a model. Nothing in the file is trusted: the header passes its schema, and every object
 * the door, as if it were new. An object that is refused there is a problem; the others are kept.
 * @throws SnapshotError when the file as a whole cannot be used
 */
export async function readSnapshot(file: string, options: ReadSnapshotOptions): Promise<SnapshotReading> {
  const door = createDoor(options.redactionKey, { admittedBefore: true });
  const store = createClusterStore(options.teamLabels ? { teamLabels: options.teamLabels } : {});
  const problems: Problem[] = [];
  const answers: EvidenceFile[] = [];
  const templates = new UnknownTemplates();
  const wrong: Problem[] = [];
  let header: SnapshotHeader | undefined;
  let line = 0;
  for await (const text of readLines(file)) {
    options.signal?.throwIfAborted();
    line++;
    if (header === undefined) {
      header = parseHeader(text, file);
      continue;
    }
    const { object, problem } = admitOwn(door, parseObject(text, file, line));
    if (object && isSavedAnswers(object)) {
      const saved = answersIn(object);
      if (saved) answers.push(saved);
      else problems.push(malformedAnswers(file, line));
    } else if (object) {
      store.apply(object);
      templates.learn(object);
      wrong.push(...typeProblems(object));
    } else problems.push({ ...problem, file, line });
  }
  if (header === undefined) throw new SnapshotError('snapshot-not-a-snapshot', file, 'the file is empty');
  describe(store, header, options.clusterName);
  checkCount(store.snapshot().size + answers.length + problems.length, header, file);
  const strange = versionProblem(header.version);
  const kept = (header.problems ?? []).map(visibleStrings);
  const told = new Set(kept.map(({ code }) => code));
  const said = [...(strange === undefined ? [] : [strange]), ...templates.problems(), ...wrong];
  problems.push(
    ...kept,
    ...said.filter(({ code }) => !told.has(code)).map((problem) => ({ ...problem, file })),
  );
  return { store, problems, answers, toolVersion: header.toolVersion, redactionKeyId: header.redactionKeyId };
}

/** Manifests may hold what no server takes, and so may their snapshot. */
function typeProblems(object: KubernetesObject): Problem[] {
  const found = wrongTypes(object);
  if (found.length === 0) return [];
  const { namespace, name } = object.metadata;
  const problem = wrongTypesProblem(found);
  const place = namespace === undefined ? name : `${namespace}/${name}`;
  return [visibleStrings({ ...problem, message: `${object.kind} ${place}: ${problem.message}` })];
}

function malformedAnswers(file: string, line: number): Problem {
  return {
    code: 'snapshot-answers',
    message: `line ${line}: saved answers without file, time or content`,
    hint: 'Take a new snapshot with --evidence, or name the folder of the answers again.',
    severity: 'error',
    file,
    line,
  };
}

function parseObject(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new SnapshotError('snapshot-corrupted', file, `line ${line} is not JSON`);
  }
}

function describe(store: ClusterStore, header: SnapshotHeader, clusterName: string | undefined): void {
  const { identity, version, provenance, coverage } = header;
  const named = clusterName === undefined ? identity : renamed(identity, clusterName);
  store.describe({ identity: named, version, provenance: { source: 'snapshot', ...provenance }, coverage });
}

/** A name given by hand is the identity only where the cluster has none of its own. */
function renamed(identity: SnapshotHeader['identity'], name: string): SnapshotHeader['identity'] {
  return { ...identity, name, id: identity.kubeSystemUid ?? name };
}

function checkCount(found: number, header: SnapshotHeader, file: string): void {
  if (found === header.objects) return;
  throw new SnapshotError(
    'snapshot-corrupted',
    file,
    `holds ${found} objects, the header says ${header.objects}`,
  );
}
