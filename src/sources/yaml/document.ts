import type { FieldPath, Json, Problem } from '../../cluster/index.ts';
import { type YamlProblemCode, type YamlRemark, yamlProblems } from './errors.ts';
import { findField } from './field-node.ts';
import { placeInJson, type VisitedCollections } from './json-place.ts';
import { LineIndex } from './line-index.ts';
import type { YamlNode } from './node.ts';
import { placeInSimpleYaml } from './simple-place.ts';
import { nodesOf, type ReadDocument } from './stream.ts';

/** Offsets of a written field, in UTF-16 units from the start of the text; ends are exclusive. */
export interface WrittenField {
  /**
   * Of the value, with its quotes, anchor and tag; of a block collection from its first entry to the end of its last.
   * Nothing written, as in `key:`, is an empty range behind the colon.
   */
  readonly start: number;
  readonly end: number;
  /** Of the key, absent for list items and the whole document. */
  readonly keyStart?: number;
  readonly keyEnd?: number;
  readonly kind: YamlNode['kind'];
  /** True when the field is written elsewhere and comes here through an alias or a merge: editing it edits both. */
  readonly shared: boolean;
}

/** Where a document stands in its text and how it is written: enough to find places when the text is read again. */
export type DocumentLayout = Pick<ReadDocument, 'format' | 'sharesText' | 'start' | 'end' | 'contentStart'>;

type ParsedNodes = NonNullable<ReturnType<typeof nodesOf>>;

/** The lines of a longer document are not walked for each place: its nodes are parsed once. */
const QUICKLY_WALKED = 64 * 1024;
const KEPT_DOCUMENTS = 2;
const recentNodes = new Map<YamlDocument, ParsedNodes>();

/** One document of a file, with its value and the places of its fields. */
export class YamlDocument {
  /** What kubectl would see. */
  readonly value: Json;
  readonly format: 'yaml' | 'json';
  /** Texts of the value are pieces of the text that was read, and keep all of it in memory. */
  readonly sharesText: boolean;
  /** Warnings about this document; `YamlReading.problems` has them too. */
  readonly problems: readonly Problem[];
  /** Offsets of the document in its text. */
  readonly start: number;
  readonly end: number;
  private readonly contentStart: number;
  private readonly text: string;
  private readonly lines: LineIndex;
  private readonly visited: VisitedCollections = new Map();

  constructor(text: string, lines: LineIndex, read: ReadDocument, problems: readonly Problem[]) {
    this.value = read.value ?? null;
    this.format = read.format;
    this.sharesText = read.sharesText === true;
    this.problems = problems;
    this.start = read.start;
    this.end = read.end;
    this.contentStart = read.contentStart;
    this.text = text;
    this.lines = lines;
  }

  /** A document whose text was let go, for places alone: it has no value. */
  static again(text: string, layout: DocumentLayout): YamlDocument {
    return new YamlDocument(text, new LineIndex(text), { ...layout, value: undefined, remarks: [] }, []);
  }

  get layout(): DocumentLayout {
    const { format, sharesText, start, end, contentStart } = this;
    return { format, sharesText, start, end, contentStart };
  }

  /** The place of a field, or of its nearest ancestor that is written; at its key where it has one. */
  locate(path: FieldPath): { readonly line: number; readonly column: number } {
    if (path.length === 0) return this.lines.place(this.contentStart);
    if (this.format === 'json')
      return this.lines.place(placeInJson(this.text, this.contentStart, path, this.visited));
    if (!this.sharesText && this.end - this.contentStart < QUICKLY_WALKED)
      return this.lines.place(placeInSimpleYaml(this.text, this.contentStart, this.end, path));
    const nodes = this.parsedNodes();
    if (nodes === undefined) return this.lines.place(this.start);
    const { field } = findField(nodes.root, path);
    return this.lines.place(nodes.base + (field.key ?? field.node).start);
  }

  /** Where exactly a field is written; undefined when it is not. */
  nodeAt(path: FieldPath): WrittenField | undefined {
    const nodes = this.parsedNodes();
    if (nodes === undefined) return undefined;
    const { field, missing } = findField(nodes.root, path);
    if (missing > 0) return undefined;
    const { base } = nodes;
    const { key, node } = field;
    return {
      start: base + node.start,
      end: base + node.end,
      ...(key && { keyStart: base + key.start, keyEnd: base + key.end }),
      kind: node.kind,
      shared: field.shared,
    };
  }

  /** The comments before the value, without their `#`. */
  headComments(): readonly string[] {
    const head = this.text.slice(this.start, this.contentStart);
    return [...head.matchAll(/^#[ \t]*(.*?)[ \t\r]*$/gm)].map((match) => match[1] ?? '');
  }

  /** Positions are asked for rarely and in bursts, so nodes are parsed again and kept for a few documents only. */
  private parsedNodes(): ParsedNodes | undefined {
    const kept = recentNodes.get(this);
    if (kept !== undefined) return kept;
    const parsed = nodesOf(this.text, this);
    if (parsed === undefined) return undefined;
    recentNodes.set(this, parsed);
    const [oldest] = recentNodes.keys();
    if (oldest !== undefined && recentNodes.size > KEPT_DOCUMENTS) recentNodes.delete(oldest);
    return parsed;
  }
}

/** Says where and what is wrong, and what to do; `severity` is `error` only when something could not be read. */
export function yamlProblem(
  remark: YamlRemark,
  lines: LineIndex,
  file: string,
  severity: Problem['severity'],
): Problem {
  const code: YamlProblemCode = remark.code;
  return {
    code,
    message: remark.message,
    hint: yamlProblems[code],
    file,
    ...lines.place(remark.offset),
    severity,
  };
}
