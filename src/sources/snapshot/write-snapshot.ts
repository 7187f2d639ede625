import { randomBytes } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import {
  type Cluster,
  createDoor,
  type KubernetesObject,
  type Problem,
  type RedactionKey,
} from '../../cluster/index.ts';
import type { EvidenceFile } from '../evidence/index.ts';
import { type Destination, destinationOf } from './destination.ts';
import { SnapshotError } from './errors.ts';
import { formatName, formatVersion, type SnapshotHeader } from './header.ts';
import { savedAnswersOf } from './saved-answers.ts';

export interface SnapshotOrigin {
  readonly toolVersion: string;
  /** Which key the hashes in the objects were made with. */
  readonly redactionKeyId: string;
  /** What was wrong with the input: what could not be read of it is unknown wherever the file is judged. */
  readonly problems?: readonly Problem[];
  /** Answers of a cloud's command line that go with the cluster; they pass the door. */
  readonly answers?: readonly EvidenceFile[];
  /** The key that credentials in `answers` are hashed with. */
  readonly redactionKey?: RedactionKey;
}

const chunkLength = 128 * 1024;

/**
 * Writes a cluster into one compressed file, mode 0600: all of it or nothing, under the name only when complete. A pipe or
 * device is written straight ({@link destinationOf}).
 * Equal clusters give equal bytes on the same Node version. The format is described in docs/snapshot-format.md.
 * @throws SnapshotError `snapshot-disk-full`, `snapshot-unwritable`
 */
export async function writeSnapshot(cluster: Cluster, file: string, origin: SnapshotOrigin): Promise<void> {
  const write = (target: Writable) =>
    pipeline(Readable.from(chunks(cluster, origin)), createGzip({ level: 6 }), target);
  try {
    const destination = destinationOf(file);
    if (destination.kind === 'replace') await replace(destination.file, write);
    else await write(await opened(destination));
  } catch (cause) {
    throw writeError(file, cause);
  }
}

async function replace(file: string, write: (target: Writable) => Promise<void>): Promise<void> {
  const partial = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.partial`;
  try {
    await write(createWriteStream(partial, { mode: 0o600, flags: 'wx', flush: true }));
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => {});
    throw cause;
  }
}

async function opened(destination: Exclude<Destination, { kind: 'replace' }>): Promise<Writable> {
  if (destination.kind === 'descriptor')
    return createWriteStream('', { fd: destination.descriptor, autoClose: false });
  return (await open(destination.file, constants.O_WRONLY)).createWriteStream();
}

/** Lines, many in a chunk: a stream step for each object would cost more than the compression. */
function* chunks(cluster: Cluster, origin: SnapshotOrigin): Generator<string> {
  const answers = admittedAnswers(origin);
  let chunk = `${JSON.stringify(headerOf(cluster, origin, answers.length))}\n`;
  for (const body of linesOf(cluster, answers)) {
    chunk += `${JSON.stringify(body)}\n`;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

function* linesOf(cluster: Cluster, answers: readonly KubernetesObject[]): Iterable<KubernetesObject> {
  for (const { body } of cluster.objects()) yield body;
  yield* answers;
}

/** What the door refuses is left out: too deep for any answer of a cloud. */
function admittedAnswers({ answers = [], redactionKey }: SnapshotOrigin): KubernetesObject[] {
  if (redactionKey === undefined) return [];
  const door = createDoor(redactionKey);
  return answers.flatMap((file, index) => door.admit(savedAnswersOf(file, index)).object ?? []);
}

function headerOf(cluster: Cluster, origin: SnapshotOrigin, answers: number): object {
  const { reader, startedAt, endedAt } = cluster.provenance;
  return {
    format: formatName,
    formatVersion,
    toolVersion: origin.toolVersion,
    redactionKeyId: origin.redactionKeyId,
    objects: cluster.size + answers,
    ...(answers > 0 && { answers }),
    ...(origin.problems && origin.problems.length > 0 && { problems: origin.problems }),
    identity: cluster.identity,
    version: cluster.version,
    provenance: { ...(reader !== undefined && { reader }), startedAt, endedAt },
    coverage: cluster.coverage,
  } satisfies Record<Exclude<keyof SnapshotHeader, 'answers' | 'problems'>, unknown>;
}

function writeError(file: string, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new SnapshotError('snapshot-disk-full', file, 'the disk is full', cause);
  if (typeof code !== 'string') return cause;
  return new SnapshotError('snapshot-unwritable', file, `cannot be written (${code})`, cause);
}
