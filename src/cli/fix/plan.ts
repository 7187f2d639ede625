import type { Cluster, ClusterObject } from '../../cluster/index.ts';
import { applyPatch } from '../../controls/index.ts';
import { type Change, RemediationError, type Repair, repairText } from '../../remediation/index.ts';
import type { Finding } from '../../report/index.ts';
import { readYaml } from '../../sources/yaml/index.ts';
import { placeOf } from './place.ts';
import { type Range, secretRanges } from './secret-ranges.ts';
import { type EncodedText, encodedText } from './text-file.ts';
import { WrittenObjects } from './written-object.ts';

/** The change that cures a finding, in its file. */
export interface FindingChange extends Change {
  readonly finding: Finding;
}

/** A file with the changes made in it. */
export interface FileRepair extends Repair<FindingChange> {
  readonly file: string;
  readonly before: EncodedText;
  /** Where values of secrets are written in the text before. */
  readonly secrets: readonly Range[];
}

/** A finding that a person has to see to, and why. */
export type LeftOver =
  | { readonly finding: Finding; readonly why: 'no-patch' | 'may-break' }
  | { readonly finding: Finding; readonly why: 'elsewhere'; readonly changeAt: string }
  | {
      readonly finding: Finding;
      readonly why: 'refused';
      readonly file: string;
      readonly error: RemediationError;
    };

export interface FixPlan {
  readonly files: readonly FileRepair[];
  readonly left: readonly LeftOver[];
}

export interface PlanOptions {
  /** Also the patches that may break something. */
  readonly all: boolean;
  readonly clusterOf: (finding: Finding) => Cluster | undefined;
  /** All objects that were read from a file. */
  readonly objectsOf: (file: string) => readonly ClusterObject[];
  /** The bytes of a file, or of standard input. */
  readonly readFile: (file: string) => Buffer;
}

/** Decides for each finding whether it is fixed in a file, and makes the changes in memory. */
export function planFixes(findings: readonly Finding[], options: PlanOptions): FixPlan {
  const left: LeftOver[] = [];
  const wanted: Wanted[] = [];
  for (const finding of findings) {
    const next = sortOut(finding, options);
    if ('why' in next) left.push(next);
    else wanted.push(next);
  }
  const files: FileRepair[] = [];
  for (const [file, group] of Map.groupBy(wanted, (each) => each.file)) {
    const repair = repairFile(file, group, options.readFile(file), options.objectsOf(file));
    left.push(...repair.left);
    if (repair.repaired !== undefined) files.push(repair.repaired);
  }
  return { files: files.toSorted((one, other) => (one.file < other.file ? -1 : 1)), left };
}

interface Wanted {
  readonly finding: Finding;
  readonly fix: NonNullable<Finding['fix']>;
  readonly object: ClusterObject;
  readonly file: string;
}

function sortOut(finding: Finding, { all, clusterOf }: PlanOptions): Wanted | LeftOver {
  const cluster = clusterOf(finding);
  const { fix } = finding;
  const object = cluster?.find(fix?.object ?? finding.subject);
  if (cluster === undefined || object === undefined)
    return { finding, why: 'elsewhere', changeAt: 'an object that is not in what was read' };
  const place = placeOf(cluster, object);
  if (!('file' in place)) return { finding, why: 'elsewhere', changeAt: place.changeAt };
  if (fix === undefined) return { finding, why: 'no-patch' };
  if (!fix.mechanical && !all) return { finding, why: 'may-break' };
  return { finding, fix, object, file: place.file };
}

function repairFile(
  file: string,
  wanted: readonly Wanted[],
  bytes: Buffer,
  objects: readonly ClusterObject[],
): { readonly repaired?: FileRepair; readonly left: readonly LeftOver[] } {
  const before = encodedText(bytes);
  const read = (text: string) => readYaml(text, file);
  const documents = before === undefined ? [] : read(before.text).documents;
  const written = new WrittenObjects(documents);
  const left: LeftOver[] = [];
  const changes = wanted.flatMap(({ finding, fix, object }): FindingChange[] => {
    const place = written.find(object);
    if (place !== undefined)
      return [
        {
          document: place.document,
          object: place.object,
          finding,
          apply: (value) => applyPatch(value, fix.patch),
        },
      ];
    left.push({
      finding,
      why: 'refused',
      file,
      error: new RemediationError(before === undefined ? 'text-not-exact' : 'patch-does-not-apply', []),
    });
    return [];
  });
  if (before === undefined) return { left };
  const repair = repairText(before.text, documents, changes, read);
  for (const { change, error } of repair.refused)
    left.push({ finding: change.finding, why: 'refused', file, error });
  return repair.edits.length === 0
    ? { left }
    : { left, repaired: { ...repair, file, before, secrets: secretRanges(documents, written, objects) } };
}
