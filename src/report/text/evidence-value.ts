import type { Finding } from '../schema.ts';

type Evidence = Finding['evidence'][number];

/** The value at a field for a person: compact JSON, `not set`, or what stands for a credential. Never a secret's value. */
export function valueText(value: string | undefined): string {
  if (value === undefined) return 'not set';
  if (!value.includes('"masked"')) return value;
  try {
    const shown = unmask(JSON.parse(value));
    return typeof shown === 'string' && shown.startsWith('(redacted') ? shown : JSON.stringify(shown);
  } catch {
    return '(redacted)';
  }
}

/** `spec.x is true, expected false or unset`. */
export function evidenceText({ path, value, expected, object }: Evidence): string {
  const of =
    object === undefined
      ? ''
      : ` of ${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}`;
  const found = value === undefined ? 'is not set' : `is ${valueText(value)}`;
  return `${path}${of} ${found}${expected === undefined || expected === '' ? '' : `, expected ${expected}`}`;
}

function unmask(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unmask);
  if (typeof value !== 'object' || value === null) return value;
  if ('masked' in value) return redacted(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unmask(each)]));
}

function redacted(marker: object): string {
  const detector = 'detector' in marker && typeof marker.detector === 'string' ? marker.detector : 'secret';
  const size = 'length' in marker && typeof marker.length === 'number' ? `, ${marker.length} characters` : '';
  return `(redacted: ${detector}${size})`;
}
