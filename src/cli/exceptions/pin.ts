import type { Json } from '../../cluster/index.ts';
import type { Exception } from '../../controls/index.ts';
import { type Change, type RemediationError, repairText, type TextEdit } from '../../remediation/index.ts';
import type { Report } from '../../report/index.ts';
import { readYaml } from '../../sources/yaml/index.ts';
import { type Covered, coveredFindings } from './cover.ts';

/** What exceptions of object ids were decided about, as far as their files do not say it. */
export interface Pins {
  /** Digests by object id, by the id of the exception. */
  readonly digests: ReadonlyMap<string, Readonly<Record<string, readonly string[]>>>;
  /** Object ids without a digest whose finding is not in the report. */
  readonly absent: number;
}

/**
 * Looks up what is found today at the places that exceptions without digests name. What has a digest is left alone: something
 * else there is for a person to decide.
 */
export function missingPins(exceptions: readonly Exception[], report: Report): Pins {
  const covered = coveredFindings(exceptions, report);
  const digests = new Map<string, Readonly<Record<string, readonly string[]>>>();
  let absent = 0;
  for (const { id, objectIds = [], contentDigests } of exceptions) {
    const own: Record<string, readonly string[]> = {};
    for (const objectId of objectIds) {
      if (contentDigests?.[objectId] !== undefined) continue;
      const found = digestsOf(objectId, covered.get(id) ?? []);
      if (found.length > 0) own[objectId] = found;
      else absent++;
    }
    if (Object.keys(own).length > 0) digests.set(id, own);
  }
  return { digests, absent };
}

/** Clusters may differ in what is there. */
function digestsOf(objectId: string, covered: readonly Covered[]): string[] {
  const found = covered.flatMap(({ finding }) =>
    finding.objectId === objectId ? (finding.contentDigest ?? []) : [],
  );
  return [...new Set(found)].sort();
}

interface PinChange extends Change {
  readonly exception: string;
}

/** A file of exceptions with digests beside the object ids, and nothing else changed. */
export interface PinnedFile {
  readonly text: string;
  readonly edits: readonly TextEdit[];
  readonly pinned: readonly string[];
  readonly refused: readonly { readonly exception: string; readonly error: RemediationError }[];
}

export function pinText(text: string, file: string, digests: Pins['digests']): PinnedFile {
  const read = (source: string) => readYaml(source, file);
  const { documents } = read(text);
  const changes = writtenIds(documents[0]?.value).flatMap((exception, index): PinChange[] => {
    const own = exception === undefined ? undefined : digests.get(exception);
    if (exception === undefined || own === undefined) return [];
    return [
      { exception, document: 0, object: ['exceptions', index], apply: (value) => withPins(value, own) },
    ];
  });
  const { text: pinned, edits, applied, refused } = repairText(text, documents, changes, read);
  return {
    text: pinned,
    edits,
    pinned: applied.map(({ exception }) => exception),
    refused: refused.map(({ change, error }) => ({ exception: change.exception, error })),
  };
}

function writtenIds(value: Json | undefined): (string | undefined)[] {
  const { exceptions } = (value ?? {}) as { readonly exceptions?: readonly { readonly id: string }[] };
  return (exceptions ?? []).map(({ id }) => id);
}

function withPins(value: Json, pins: Readonly<Record<string, readonly string[]>>): Json {
  const written = value as { readonly [field: string]: Json };
  const before = written['contentDigests'] as { readonly [id: string]: Json } | undefined;
  return { ...written, contentDigests: { ...before, ...pins } } as Json;
}
