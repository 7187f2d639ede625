import type { AnalysisRegistry } from '../analysis.ts';
import type { ControlCase } from '../cases/control-case.ts';
import type { Control, FrameworkMapping } from '../control.ts';
import { CatalogueError, type CatalogueProblem } from '../errors.ts';
import type { Framework } from '../framework.ts';
import type { Provider } from '../provider.ts';
import type { CompiledControl } from './compiled-control.ts';
import { type CatalogueDocument, documentId, documentRole } from './document.ts';
import { DocumentReader } from './document-reader.ts';
import { readCases } from './read-cases.ts';
import { readControl } from './read-control.ts';
import { readFramework } from './read-framework.ts';
import { readProvider } from './read-provider.ts';

/** What is judged, and by which rules. */
export interface Catalogue {
  /** By id. */
  readonly controls: readonly Control[];
  readonly frameworks: readonly Framework[];
  readonly providers: readonly Provider[];
  /** Cases by control id; only where they were loaded. */
  readonly cases: ReadonlyMap<string, readonly ControlCase[]>;
  /** What was left out with `skipBroken`, and why. */
  readonly problems: readonly CatalogueProblem[];
  control(id: string): Control | undefined;
  /** The control with its programs; the judge's view. */
  compiled(id: string): CompiledControl | undefined;
}

export interface LoadOptions {
  /** Analyses that controls may name. */
  readonly analyses?: AnalysisRegistry;
  /** Keep the whole part of a catalogue that has broken files; the problems are reported in the result. */
  readonly skipBroken?: boolean;
  /** `false` where controls are only used, not tested: cases are neither needed nor read. Default true. */
  readonly cases?: boolean;
}

/**
 * Reads and checks a whole catalogue: shapes, ids, CEL, field paths, analyses, mappings, cases.
 * @throws CatalogueError with every problem found, unless `skipBroken`
 */
export function loadCatalogue(documents: readonly CatalogueDocument[], options: LoadOptions = {}): Catalogue {
  const readers = documents.map((document) => new DocumentReader(document));
  const ofRole = (role: string) => readers.filter(({ document }) => documentRole(document.file) === role);
  const frameworks = ofRole('framework').flatMap((reader) => readFramework(reader) ?? []);
  const providers = ofRole('provider').flatMap((reader) => readProvider(reader) ?? []);
  const controls = readControls(ofRole('control'), frameworks, options.analyses ?? {});
  const cases =
    options.cases === false ? new Map() : readAllCases(ofRole('cases'), ofRole('control'), controls);
  checkFrameworkControls(ofRole('framework'), frameworks, controls);
  checkProviderControls(ofRole('provider'), providers, controls);
  const problems = readers.flatMap((reader) => reader.problems);
  if (problems.length > 0 && options.skipBroken !== true) throw new CatalogueError(problems);
  const ids = [...controls.keys()].sort();
  return {
    controls: ids.flatMap((id) => controls.get(id)?.control ?? []),
    frameworks: withMappedControls(frameworks, [...controls.values()]),
    providers,
    cases,
    problems,
    control: (id) => controls.get(id)?.control,
    compiled: (id) => controls.get(id),
  };
}

function readControls(
  readers: readonly DocumentReader[],
  frameworks: readonly Framework[],
  analyses: AnalysisRegistry,
) {
  const requirements = new Map(
    frameworks.map(({ id, version, requirements }) => [
      `${id}@${version}`,
      new Set(requirements.map((each) => each.id)),
    ]),
  );
  const controls = new Map<string, CompiledControl>();
  for (const reader of readers) {
    const compiled = readControl(reader, analyses);
    if (compiled === undefined) continue;
    const { control } = compiled;
    const twin = controls.get(control.id);
    if (twin !== undefined) {
      reader.report('catalogue-id', ['id'], `${control.id} is also declared in ${twin.control.file}`);
    } else if (checkMappings(control, requirements, reader)) {
      controls.set(control.id, { ...compiled, control: withListedMappings(control, frameworks) });
    }
  }
  return controls;
}

/** A framework that lists the control says with it that its own text names what the control looks at. */
function withListedMappings(control: Control, frameworks: readonly Framework[]): Control {
  const listed = frameworks.flatMap(({ id, version, requirements }) =>
    requirements
      .filter(({ controls }) => controls.includes(control.id))
      .map((requirement) => ({
        framework: `${id}@${version}`,
        requirement: requirement.id,
        provenance: 'upstream' as const,
      })),
  );
  const isNew = (mapping: FrameworkMapping) =>
    !control.mappings.some(
      (known) => known.framework === mapping.framework && known.requirement === mapping.requirement,
    );
  return { ...control, mappings: [...control.mappings, ...listed.filter(isNew)] };
}

function checkMappings(
  control: Control,
  known: ReadonlyMap<string, ReadonlySet<string>>,
  reader: DocumentReader,
): boolean {
  const before = reader.problems.length;
  for (const [index, { framework, requirement }] of control.mappings.entries()) {
    const requirements = known.get(framework);
    if (requirements === undefined) {
      const names = [...known.keys()].join(', ') || 'none';
      reader.report(
        'catalogue-mapping',
        ['mappings', index, 'framework'],
        `${control.id}: no framework ${framework}; there is ${names}`,
      );
    } else if (!requirements.has(requirement)) {
      reader.report(
        'catalogue-mapping',
        ['mappings', index, 'requirement'],
        `${control.id}: ${framework} has no requirement ${requirement}`,
      );
    }
  }
  return reader.problems.length === before;
}

function readAllCases(
  caseReaders: readonly DocumentReader[],
  controlReaders: readonly DocumentReader[],
  controls: ReadonlyMap<string, CompiledControl>,
) {
  const cases = new Map<string, readonly ControlCase[]>();
  for (const reader of caseReaders) {
    const id = documentId(reader.document.file);
    const control = controls.get(id)?.control;
    if (control !== undefined) cases.set(id, readCases(reader, control));
    else if (!controlReaders.some(({ document }) => documentId(document.file) === id)) {
      reader.report('catalogue-cases', [], `there is no control ${id} for these cases`);
    }
  }
  for (const reader of controlReaders) {
    const id = documentId(reader.document.file);
    if (controls.has(id) && !cases.has(id)) {
      reader.report('catalogue-cases', [], `${id} has no cases; write ${id}.cases.yaml beside it`);
    }
  }
  return cases;
}

function checkFrameworkControls(
  readers: readonly DocumentReader[],
  frameworks: readonly Framework[],
  controls: ReadonlyMap<string, CompiledControl>,
): void {
  for (const framework of frameworks) {
    const reader = readers.find(({ document }) => document.file === framework.file);
    for (const [index, requirement] of framework.requirements.entries()) {
      for (const [at, id] of requirement.controls.entries()) {
        if (controls.has(id)) continue;
        reader?.report(
          'catalogue-mapping',
          ['requirements', index, 'controls', at],
          `${framework.id} ${requirement.id}: no control ${id}`,
        );
      }
    }
  }
}

function checkProviderControls(
  readers: readonly DocumentReader[],
  providers: readonly Provider[],
  controls: ReadonlyMap<string, CompiledControl>,
): void {
  for (const provider of providers) {
    const reader = readers.find(({ document }) => document.file === provider.file);
    for (const [index, workload] of provider.workloads.entries()) {
      for (const [at, id] of (workload.controls ?? []).entries()) {
        if (controls.has(id)) continue;
        const place = ['workloads', index, 'controls', at];
        reader?.report('catalogue-mapping', place, `${provider.id} ${workload.name}: no control ${id}`);
      }
    }
    for (const [index, role] of (provider.roles ?? []).entries()) {
      for (const [at, id] of role.controls.entries()) {
        if (controls.has(id)) continue;
        const place = ['roles', index, 'controls', at];
        reader?.report('catalogue-mapping', place, `${provider.id} ${role.id}: no control ${id}`);
      }
    }
  }
}

/** Requirements with the controls that name them added to those that they name. */
function withMappedControls(
  frameworks: readonly Framework[],
  controls: readonly CompiledControl[],
): Framework[] {
  const mapped = new Map<string, Set<string>>();
  for (const { control } of controls) {
    for (const { framework, requirement } of control.mappings) {
      const key = `${framework} ${requirement}`;
      const ids = mapped.get(key) ?? new Set();
      mapped.set(key, ids.add(control.id));
    }
  }
  return frameworks.map((framework) => ({
    ...framework,
    requirements: framework.requirements.map((requirement) => {
      const named = mapped.get(`${framework.id}@${framework.version} ${requirement.id}`) ?? [];
      return { ...requirement, controls: [...new Set([...requirement.controls, ...named])].sort() };
    }),
  }));
}
