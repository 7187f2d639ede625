import type { CompiledControl, CompiledPolicy } from '../catalogue/compiled-control.ts';
import type { Catalogue } from '../catalogue/load-catalogue.ts';
import type { Control } from '../control.ts';
import { constantVariables } from './policy-activation.ts';

/** A control that one object is enough for. */
export interface PolicyControl {
  readonly compiled: CompiledControl;
  readonly policy: CompiledPolicy;
  /** The `params` object as policies see it, the ConfigMap that is exported; null for a control without parameters. */
  readonly params: unknown;
  /** Variables that are the same for every object. */
  readonly constants: Readonly<Record<string, unknown>>;
}

/** Controls sorted by what they are run on. */
export interface PreparedControls {
  readonly onTemplates: readonly PolicyControl[];
  readonly onObjects: readonly PolicyControl[];
  readonly analyses: readonly CompiledControl[];
  /** Values of parameters by control id: overrides over defaults. */
  readonly parameters: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

export interface ControlChoice {
  /** Only these controls; all that a scan uses unless given. */
  readonly controls?: (control: Control) => boolean;
  /** Parameter values in place of the defaults: control id → name → text, lists one entry per line. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The parameter that says which version's rules apply; nobody needs to set it, the cluster says its version. */
const versionParameter = 'kubernetesMinor';

/** @param minor the minor version of the cluster, for the controls whose rule differs by version */
export function prepareControls(
  catalogue: Catalogue,
  choice: ControlChoice,
  minor: number,
): PreparedControls {
  const chosen = choice.controls ?? (({ enforcement }: Control) => enforcement === 'scan');
  const all = catalogue.controls.filter(chosen).flatMap(({ id }) => catalogue.compiled(id) ?? []);
  const parameters = new Map(
    all.map((compiled) => [
      compiled.control.id,
      {
        ...compiled.parameters,
        ...(Object.hasOwn(compiled.parameters, versionParameter) && { [versionParameter]: String(minor) }),
        ...choice.parameters?.[compiled.control.id],
      },
    ]),
  );
  const policies = all.flatMap((compiled): PolicyControl[] => {
    const { control, policy } = compiled;
    if (policy === undefined) return [];
    const params =
      control.parameters.length === 0 ? null : configMap(control, parameters.get(control.id) ?? {});
    return [{ compiled, policy, params, constants: constantVariables(policy, params) }];
  });
  return {
    onTemplates: policies.filter(isOnTemplates),
    onObjects: policies.filter((control) => !isOnTemplates(control)),
    analyses: all.filter(({ analysis }) => analysis !== undefined),
    parameters,
  };
}

function isOnTemplates({ compiled }: PolicyControl): boolean {
  return compiled.control.appliesTo === 'pod-templates';
}

function configMap({ id }: Control, data: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id }, data };
}

/** Whether a control means something on this minor version of Kubernetes. */
export function appliesToVersion({ since, until }: CompiledControl, minor: number): boolean {
  return (since === undefined || minor >= since) && (until === undefined || minor <= until);
}
