import type { ControlParameter } from '../control.ts';
import type { DocumentReader } from './document-reader.ts';
import type { ControlFile } from './schema.ts';

/** A value as a catalogue or configuration file may write it. */
export type ParameterValue = string | number | boolean | readonly string[];

type ParameterType = ControlParameter['type'];

export function readParameters(file: ControlFile, reader: DocumentReader): ControlParameter[] {
  const seen = new Set<string>();
  return (file.parameters ?? []).map((parameter, index) => {
    const path = ['parameters', index] as const;
    if (seen.has(parameter.name)) {
      reader.report(
        'catalogue-parameter',
        [...path, 'name'],
        `parameter ${parameter.name} is declared twice`,
      );
    }
    seen.add(parameter.name);
    const text = parameterText(parameter.type, parameter.default);
    if (text === undefined) {
      reader.report(
        'catalogue-parameter',
        [...path, 'default'],
        `the default of ${parameter.name} is not of type ${parameter.type}`,
      );
    }
    return { ...parameter, default: text ?? '' };
  });
}

/**
 * The text that a policy sees in `params.data`: lists have one entry per line.
 * @returns undefined when the value is not of the type
 */
export function parameterText(type: ParameterType, value: ParameterValue): string | undefined {
  switch (type) {
    case 'list':
      if (Array.isArray(value)) return value.join('\n');
      return typeof value === 'string' ? value.replace(/\n+$/, '') : undefined;
    case 'boolean':
      return String(value) === 'true' || String(value) === 'false' ? String(value) : undefined;
    case 'integer':
      return /^-?\d+$/.test(String(value)) ? String(value) : undefined;
    case 'string':
      return typeof value === 'string' ? value : undefined;
  }
}
