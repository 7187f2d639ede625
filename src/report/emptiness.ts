import type { Problem } from '../cluster/index.ts';
import type { ReportInput } from './input.ts';
import type { ReportCluster } from './schema.ts';

/**
 * A run that found nothing, or had nothing to judge by, must not look like a clean one: a path or a control id with a
 * typing mistake would turn a gate green. Where things are there and could not be read, the gate says that instead; where
 * all was read and none of it is a matter of the controls, there is nothing wrong. The same for every kind of source.
 */
export function emptinessProblems(
  input: ReportInput,
  clusters: readonly ReportCluster[],
  { decided, waits }: { readonly decided: boolean; readonly waits: boolean },
): Problem[] {
  if (input.controls.length === 0) {
    const hint = 'plimsoll policy list shows all of them.';
    return [
      {
        code: 'no-controls',
        message: 'No control was chosen, so nothing was judged.',
        hint,
        severity: 'error',
      },
    ];
  }
  const isRead = clusters.every(({ state }) => state === 'complete');
  // What could not be read is said already, and is the reason.
  if (decided || !isRead || input.problems?.some(({ severity }) => severity === 'error') === true) return [];
  const objects = clusters.reduce((sum, cluster) => sum + cluster.objects, 0);
  if (objects > 0 && !waits) return [];
  const hint = 'Check the path, the context and what the reader may list.';
  return [
    {
      code: 'nothing-to-judge',
      message:
        objects === 0
          ? 'No objects were found, so nothing was judged.'
          : 'Every verdict waits for a source that is not connected, so nothing was judged.',
      hint,
      severity: 'error',
    },
  ];
}
