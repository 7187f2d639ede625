import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import type { KubernetesObject } from '../../cluster/index.ts';
import type { EvidenceFile } from '../evidence/index.ts';

/** The line of a snapshot that holds the saved answers of one file, in the form of an object so that the door takes it. */
const apiVersion = 'evidence.plimsoll.dev/v1';
const kind = 'SavedAnswers';

const Text = Type.String();
const common = {
  apiVersion: Type.Literal(apiVersion),
  kind: Type.Literal(kind),
  file: Text,
  savedAt: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$' }),
};
const SavedAnswersSchema = Type.Union([
  Type.Object({ ...common, values: Type.Array(Type.Unknown()) }),
  Type.Object({
    ...common,
    rows: Type.Array(Type.Object({ line: Type.Integer({ minimum: 1 }), cells: Type.Array(Text) })),
  }),
]);

/** Whether a line of a snapshot holds answers of a cloud and no object of the cluster. */
export function isSavedAnswers(object: KubernetesObject): boolean {
  return object.kind === kind && object.apiVersion === apiVersion;
}

/** The answers of a file as a line. */
export function savedAnswersOf(file: EvidenceFile, index: number): KubernetesObject {
  return { apiVersion, kind, metadata: { name: `answers-${index + 1}` }, ...file };
}

/** The file that a line was made of; undefined where it has not the shape of one. */
export function answersIn(object: KubernetesObject): EvidenceFile | undefined {
  if (!Check(SavedAnswersSchema, object)) return undefined;
  const { file, savedAt, ...content }: Static<typeof SavedAnswersSchema> = object;
  return 'values' in content
    ? { file, savedAt, values: content.values }
    : { file, savedAt, rows: content.rows };
}
