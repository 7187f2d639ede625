import type { FieldPath, KubernetesObject } from '../../cluster/index.ts';
import type { CaseWorld, ControlCase } from '../cases/control-case.ts';
import { shapesOf } from '../cases/shapes.ts';
import type { Control } from '../control.ts';
import type { DocumentReader } from './document-reader.ts';
import { parameterText } from './read-parameters.ts';
import { type CasesFile, CasesSchema } from './schema.ts';

type CaseEntry = CasesFile[number];

/** The cases of one control. The control must be there: parameters are checked against it. */
export function readCases(reader: DocumentReader, control: Control): readonly ControlCase[] {
  const file = reader.shaped(CasesSchema);
  if (file === undefined) return [];
  const names = new Set<string>();
  for (const [index, { name, kind, why }] of file.entries()) {
    if (names.has(name)) reader.report('catalogue-cases', [index, 'name'], `two cases are named "${name}"`);
    names.add(name);
    if (kind === 'trap' && why === undefined) {
      reader.report(
        'catalogue-cases',
        [index],
        `case "${name}" is a trap: its \`why\` must say what naive rules get wrong`,
      );
    }
  }
  for (const kind of ['good', 'bad', 'trap'] as const) {
    if (!file.some((entry) => entry.kind === kind)) {
      reader.report('catalogue-cases', [], `${control.id} has no ${kind} case; it needs at least one`);
    }
  }
  return file.map((entry, index) => readCase(entry, index, control, reader));
}

function readCase(entry: CaseEntry, index: number, control: Control, reader: DocumentReader): ControlCase {
  const position = reader.document.locate?.([index]);
  return {
    name: entry.name,
    kind: entry.kind,
    ...(entry.why === undefined ? {} : { why: entry.why }),
    worlds: worldsOf(entry, [index], reader),
    parameters: parametersOf(entry, [index], control, reader),
    ...(entry.version === undefined ? {} : { minor: Number(entry.version.slice(2)) }),
    namespaceLabels: entry.namespaceLabels ?? {},
    complete: entry.complete ?? true,
    ...(entry.answers === undefined ? {} : { answers: entry.answers }),
    expect: typeof entry.expect === 'string' ? { verdict: entry.expect } : entry.expect,
    file: position?.file ?? reader.document.file,
    ...(position === undefined ? {} : { line: position.line }),
  };
}

function worldsOf(entry: CaseEntry, path: FieldPath, reader: DocumentReader): CaseWorld[] {
  const { podSpec, object, objects } = entry;
  if ([podSpec, object, objects].filter((given) => given !== undefined).length !== 1) {
    reader.report(
      'catalogue-cases',
      path,
      `case "${entry.name}" must have exactly one of podSpec, object and objects`,
    );
  }
  if (podSpec !== undefined) return shapesOf(podSpec);
  const bodies = (objects ?? (object === undefined ? [] : [object])) as readonly KubernetesObject[];
  return [{ shape: '', objects: bodies }];
}

function parametersOf(entry: CaseEntry, path: FieldPath, control: Control, reader: DocumentReader) {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(entry.parameters ?? {})) {
    const declared = control.parameters.find((parameter) => parameter.name === name);
    const text = declared === undefined ? undefined : parameterText(declared.type, value);
    if (text !== undefined) values[name] = text;
    else {
      const reason =
        declared === undefined ? `${control.id} has no such parameter` : `it is not of type ${declared.type}`;
      reader.report('catalogue-parameter', [...path, 'parameters', name], `parameter ${name}: ${reason}`);
    }
  }
  return values;
}
