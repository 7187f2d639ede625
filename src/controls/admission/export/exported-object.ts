import type { Control } from '../../control.ts';
import type { Exception } from '../../exceptions/exception.ts';

/** A Kubernetes object of an export. */
export interface ExportedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Everything that is exported has this in front of its name. */
export const exportedPrefix = 'plimsoll-';

/** By this everything that was exported is found again: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
export const managedByLabel = 'app.kubernetes.io/managed-by';
export const managedBy = 'plimsoll';

const controlLabel = 'plimsoll.dev/control';

export function exportedName(control: string): string {
  return `${exportedPrefix}${control}`;
}

export function exportedLabels(control?: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': 'plimsoll-policies',
    [managedByLabel]: managedBy,
    ...(control === undefined ? {} : { [controlLabel]: control }),
  };
}

/** What a person who meets the policy in a cluster wants to know. */
export function policyAnnotations(
  { title, severity, remediation }: Control,
  exceptions: readonly Exception[] = [],
): Record<string, string> {
  return {
    'plimsoll.dev/title': title,
    'plimsoll.dev/severity': severity,
    'plimsoll.dev/remediation': remediation.summary,
    ...(exceptions.length > 0 && {
      'plimsoll.dev/exceptions': exceptions
        .map(({ id, owner, expires }) => `${id} of ${owner} until ${expires}`)
        .join('; '),
    }),
  };
}
