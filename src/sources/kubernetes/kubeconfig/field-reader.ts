import { KubernetesSourceError } from '../errors.ts';
import type { EntryPlace } from './kubeconfig.ts';

/** Reads fields of one mapping of a kubeconfig; a wrong type is an error with file and field. */
export interface FieldReader {
  readonly place: EntryPlace;
  text(field: string): string | undefined;
  requiredText(field: string): string;
  flag(field: string): boolean;
  texts(field: string): string[];
  mapping(field: string): FieldReader | undefined;
  mappings(field: string): FieldReader[];
  raw(field: string): unknown;
  entries(): [string, unknown][];
}

/**
 * Null and the empty string count as absent, as in Go, where a field that is not there has its zero value.
 * @throws KubernetesSourceError `kubeconfig-field` when the value is no mapping
 */
export function readFields(value: unknown, file: string, at: string): FieldReader {
  const fields = value === null || value === undefined ? {} : value;
  if (typeof fields !== 'object' || Array.isArray(fields)) throw wrongType(file, at, 'a mapping');
  const record = fields as Readonly<Record<string, unknown>>;
  const path = (field: string) => (at === '' ? field : `${at}.${field}`);
  const present = (field: string) => record[field] ?? undefined;
  const list = (field: string): unknown[] => {
    const value = present(field) ?? [];
    if (!Array.isArray(value)) throw wrongType(file, path(field), 'a list');
    return value as unknown[];
  };
  const reader: FieldReader = {
    place: { file, field: at },
    text(field) {
      const value = present(field);
      if (value === undefined || value === '') return undefined;
      if (typeof value !== 'string') throw wrongType(file, path(field), 'a string');
      return value;
    },
    requiredText(field) {
      const value = reader.text(field);
      if (value === undefined)
        throw new KubernetesSourceError('kubeconfig-field', 'is required', { file, field: path(field) });
      return value;
    },
    flag(field) {
      const value = present(field) ?? false;
      if (typeof value !== 'boolean') throw wrongType(file, path(field), 'true or false');
      return value;
    },
    texts: (field) =>
      list(field).map((item, index) => {
        if (typeof item !== 'string') throw wrongType(file, `${path(field)}[${index}]`, 'a string');
        return item;
      }),
    mapping: (field) =>
      present(field) === undefined ? undefined : readFields(present(field), file, path(field)),
    mappings: (field) => list(field).map((item, index) => readFields(item, file, `${path(field)}[${index}]`)),
    raw: present,
    entries: () => Object.entries(record),
  };
  return reader;
}

/** The value itself may be a credential: it is never quoted. */
function wrongType(file: string, field: string, wanted: string): KubernetesSourceError {
  return new KubernetesSourceError('kubeconfig-field', `must be ${wanted}`, { file, field });
}
