import type { Framework } from '../framework.ts';
import { documentId } from './document.ts';
import type { DocumentReader } from './document-reader.ts';
import { FrameworkSchema } from './schema.ts';

/** @returns undefined when the document is broken; the reader holds the problems */
export function readFramework(reader: DocumentReader): Framework | undefined {
  const file = reader.shaped(FrameworkSchema);
  if (file === undefined) return undefined;
  const expected = documentId(reader.document.file);
  if (file.id !== expected)
    reader.report('catalogue-id', ['id'], `id is ${file.id}, but the file is named ${expected}`);
  const seen = new Set<string>();
  for (const [index, { id }] of file.requirements.entries()) {
    if (seen.has(id))
      reader.report('catalogue-id', ['requirements', index, 'id'], `requirement ${id} is listed twice`);
    seen.add(id);
  }
  return {
    ...file,
    requirements: file.requirements.map((requirement) => ({
      id: requirement.id,
      title: requirement.title,
      controls: requirement.controls ?? [],
      manual: requirement.manual ?? false,
    })),
    file: reader.document.file,
  };
}
