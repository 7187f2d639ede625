import type { Provider } from '../provider.ts';
import { documentId } from './document.ts';
import type { DocumentReader } from './document-reader.ts';
import { ProviderSchema } from './schema.ts';

/** @returns undefined when the document is broken; the reader holds the problems */
export function readProvider(reader: DocumentReader): Provider | undefined {
  const file = reader.shaped(ProviderSchema);
  if (file === undefined) return undefined;
  const expected = documentId(reader.document.file);
  if (file.id !== expected)
    reader.report('catalogue-id', ['id'], `id is ${file.id}, but the file is named ${expected}`);
  return { ...file, file: reader.document.file };
}
