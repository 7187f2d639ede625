import { type LabelSelector, redactedPrefix } from '../../../cluster/index.ts';
import type { Control } from '../../control.ts';
import type { Exception } from '../../exceptions/exception.ts';
import { readPolicies } from '../read-policies.ts';
import { bindingSelectors, type ExcludedNamespaces, excludedNamespaces } from './excluded-namespaces.ts';
import { AdmissionExportError } from './export-error.ts';
import {
  type ExceptionOptions,
  exceptionConditions,
  type SortedExceptions,
  sortExceptions,
} from './export-exceptions.ts';
import { type ExportedObject, exportedLabels, exportedName, policyAnnotations } from './exported-object.ts';
import { withoutUnusedVariables } from './unused-variables.ts';

/** What the API server does about a violation. */
export type EnforcementMode = 'enforce' | 'warn' | 'audit';

export interface ExportOptions {
  readonly mode: EnforcementMode;
  /** Minor version of the cluster: 37 for 1.37. */
  readonly minor: number;
  /** Values in place of the defaults: control id → name → text. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Namespaces that are judged, any of these; all unless given. */
  readonly namespaces?: readonly LabelSelector[];
  /** Namespaces of the system and of platform providers are judged too. */
  readonly includeSystem?: boolean;
  /** Where providers run their workloads, as their lists name it: these namespaces are left out. */
  readonly providerNamespaces?: readonly string[];
  /** Where the ConfigMaps of parameters go. */
  readonly paramNamespace?: string;
  /** What people live with; of each the objects are not judged. */
  readonly exceptions?: readonly Exception[];
  /** Without them no exception is exported: which are in force is not known then. */
  readonly exceptionOptions?: ExceptionOptions;
}

export interface PolicyExport {
  /** In the order in which they should be applied: what a binding needs comes before it. */
  readonly objects: readonly ExportedObject[];
  /** Controls that were asked for and cannot be exported, each with the reason. */
  readonly leftOut: readonly { readonly control: string; readonly reason: string }[];
  readonly excludedNamespaces: readonly string[];
  /** Patterns of providers' namespaces that no selector can express: what runs there is judged. */
  readonly unexpressedNamespaces: readonly string[];
  /** Those of the exceptions that are about an exported control. */
  readonly exceptions: SortedExceptions;
}

export const defaultParamNamespace = 'plimsoll-policies';

/** ValidatingAdmissionPolicy is `v1` from here on. */
const floor = 30;

const versionParameter = 'kubernetesMinor';
const apiVersion = 'admissionregistration.k8s.io/v1';

/**
 * Controls as ValidatingAdmissionPolicies, each with its binding and, where it has parameters, a ConfigMap. Only
 * `enforce` lets a failure deny: a binding whose parameters are missing denies whatever its actions are, unless the
 * policy ignores failures.
 * @throws AdmissionExportError `export-version` for a version without ValidatingAdmissionPolicy v1
 */
export function exportControls(controls: readonly Control[], options: ExportOptions): PolicyExport {
  const { minor, paramNamespace = defaultParamNamespace } = options;
  if (minor < floor) throw new AdmissionExportError('export-version', minor);
  const leftOut: { control: string; reason: string }[] = [];
  const exported: Control[] = [];
  for (const control of controls) {
    const reason = whyLeftOut(control, minor);
    if (reason === undefined) exported.push(control);
    else leftOut.push({ control: control.id, reason });
  }
  const params = exported
    .filter(({ parameters }) => parameters.length > 0)
    .map((control) => paramObject(control, options, paramNamespace));
  const exceptions = exceptionsOf(exported, options);
  const policies = exported.map((control) => policyObject(control, options.mode, exceptions.exported));
  const excluded: ExcludedNamespaces =
    options.includeSystem === true
      ? { names: [], patterns: [] }
      : excludedNamespaces(options.providerNamespaces ?? []);
  const selectors = bindingSelectors(options.namespaces ?? [], excluded.names);
  const bindings = exported.flatMap((control) =>
    selectors.map((selector, index) => bindingObject(control, options.mode, paramNamespace, selector, index)),
  );
  const namespaces = params.length === 0 ? [] : [namespaceObject(paramNamespace)];
  return {
    objects: [...namespaces, ...params, ...policies, ...bindings],
    leftOut,
    excludedNamespaces: excluded.names,
    unexpressedNamespaces: excluded.patterns,
    exceptions,
  };
}

function exceptionsOf(
  controls: readonly Control[],
  { exceptions = [], exceptionOptions }: ExportOptions,
): SortedExceptions {
  if (exceptionOptions === undefined) return { exported: [], leftOut: [] };
  const ids = new Set(controls.map(({ id }) => id));
  const about = exceptions.filter((exception) => exception.controls?.some((id) => ids.has(id)) ?? true);
  return sortExceptions(about, exceptionOptions);
}

/** What the API server cannot run, what means nothing on the version, and what this version would not take. */
function whyLeftOut({ policy, analysis, id, since, until }: Control, minor: number): string | undefined {
  if (policy === undefined) return `the analysis ${analysis} looks at more than one object`;
  if (JSON.stringify(policy).includes(redactedPrefix))
    return 'it judges credentials that detectors found while reading, which the API server does not have';
  const numberOf = (version: string) => Number(version.slice(version.indexOf('.') + 1));
  if (since !== undefined && minor < numberOf(since)) return `it means something from Kubernetes ${since} on`;
  if (until !== undefined && minor > numberOf(until)) return `it means something up to Kubernetes ${until}`;
  const content = { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: { name: id }, spec: policy };
  const [problem] = readPolicies([{ file: id, content }], minor).problems;
  return problem === undefined ? undefined : `Kubernetes 1.${minor} does not take it: ${problem.message}`;
}

function namespaceObject(name: string): ExportedObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: exportedLabels() } };
}

function paramObject(control: Control, options: ExportOptions, namespace: string): ExportedObject {
  const data = Object.fromEntries(
    control.parameters.map(({ name, default: value }) => [
      name,
      options.parameters?.[control.id]?.[name] ?? (name === versionParameter ? String(options.minor) : value),
    ]),
  );
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: exportedName(control.id), namespace, labels: exportedLabels(control.id) },
    data,
  };
}

function policyObject(
  control: Control,
  mode: EnforcementMode,
  exceptions: readonly Exception[],
): ExportedObject {
  const policy = withoutUnusedVariables(control.policy ?? {});
  const excepted = exceptions.filter(({ controls }) => controls?.includes(control.id));
  const own = policy.matchConditions ?? [];
  return {
    apiVersion,
    kind: 'ValidatingAdmissionPolicy',
    metadata: {
      name: exportedName(control.id),
      labels: exportedLabels(control.id),
      annotations: policyAnnotations(control, excepted),
    },
    spec: {
      failurePolicy: mode === 'enforce' ? (policy.failurePolicy ?? 'Fail') : 'Ignore',
      ...policy,
      ...(excepted.length > 0 && {
        matchConditions: [...own, ...exceptionConditions(excepted, own.length)],
      }),
      ...(mode === 'enforce' ? {} : { failurePolicy: 'Ignore' }),
    },
  };
}

const actions = { enforce: ['Deny'], warn: ['Warn', 'Audit'], audit: ['Audit'] } as const;

function bindingObject(
  control: Control,
  mode: EnforcementMode,
  paramNamespace: string,
  namespaceSelector: LabelSelector | undefined,
  index: number,
): ExportedObject {
  const name = exportedName(control.id);
  return {
    apiVersion,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: index === 0 ? name : `${name}-${index + 1}`, labels: exportedLabels(control.id) },
    spec: {
      policyName: name,
      validationActions: actions[mode],
      ...(control.parameters.length === 0
        ? {}
        : { paramRef: { name, namespace: paramNamespace, parameterNotFoundAction: 'Deny' } }),
      ...(namespaceSelector === undefined ? {} : { matchResources: { namespaceSelector } }),
    },
  };
}
