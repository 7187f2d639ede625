import type { Catalogue, Control, Framework } from '../../controls/index.ts';
import type { StrictLevel } from './level.ts';

/** Checks of Restricted that stand in for a check of Baseline: they forbid more, so the other one is not asked. */
const replacedBy: Readonly<Record<string, string>> = {
  capabilities_baseline: 'capabilities_restricted',
  hostPathVolumes: 'restrictedVolumes',
  procMount: 'procMount_restricted',
  seccompProfile_baseline: 'seccompProfile_restricted',
};

/**
 * The checks of a level at a minor version, by the controls that make them: control id → check id of
 * k8s.io/pod-security-admission. Restricted has its own checks and those of Baseline that none of them replaces; a check
 * that is newer than the version neither counts nor replaces.
 */
export function levelChecks(
  catalogue: Catalogue,
  level: StrictLevel,
  minor: number,
): ReadonlyMap<string, string> {
  const baseline = requirementsOf(catalogue, 'pod-security-baseline', minor);
  if (level === 'baseline') return byControl(baseline);
  const restricted = requirementsOf(catalogue, 'pod-security-restricted', minor);
  const own = new Set(restricted.map(({ check }) => check));
  const kept = baseline.filter(({ check }) => !own.has(replacedBy[check] ?? ''));
  return byControl([...kept, ...restricted]);
}

interface Requirement {
  readonly check: string;
  readonly controls: readonly Control[];
}

function requirementsOf(catalogue: Catalogue, framework: string, minor: number): Requirement[] {
  const found: Framework | undefined = catalogue.frameworks.find(({ id }) => id === framework);
  if (found === undefined) throw new TypeError(`the catalogue has no framework ${framework}`);
  return found.requirements.flatMap(({ id, controls }) => {
    const inForce = controls.flatMap((name) => {
      const control = catalogue.control(name);
      return control !== undefined && isInForce(control, minor) ? control : [];
    });
    return inForce.length === 0 ? [] : { check: id, controls: inForce };
  });
}

function isInForce({ since, until }: Control, minor: number): boolean {
  const minorOf = (version: string) => Number(version.slice(version.indexOf('.') + 1));
  return (since === undefined || minor >= minorOf(since)) && (until === undefined || minor <= minorOf(until));
}

function byControl(requirements: readonly Requirement[]): ReadonlyMap<string, string> {
  return new Map(
    requirements.flatMap(({ check, controls }) => controls.map(({ id }) => [id, check] as const)),
  );
}
