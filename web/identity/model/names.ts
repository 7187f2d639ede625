import type { AuditCluster, AuditDocument, AuditSubject } from '../../../src/identity/audit-schema.ts';
import { quotedWord, withoutOutput } from '../../../src/report/commands.ts';

/** `person`, `group`, `service account`, or what a subject is beside these. */
export function kindWord({ kind, nature }: AuditSubject): string {
  if (kind === 'ServiceAccount') return 'service account';
  if (nature === 'everybody') return 'everybody';
  if (nature === 'unknown') return 'cloud identity';
  if (kind === 'Group') return nature === 'machine' ? 'group of machines' : 'group';
  return nature === 'machine' ? 'machine' : 'person';
}

/** Bindings that act together by "and", each further way by "also by". */
export function wayTexts(cluster: AuditCluster, ways: readonly (readonly number[])[]): string {
  return ways.map((places) => bindingTexts(cluster, places)).join('; also by ');
}

export function bindingTexts({ bindings }: AuditCluster, places: readonly number[]): string {
  return places.map((place) => bindings[place]?.text ?? '').join(' and ');
}

/** The day of a time, as people write it. */
export function day(time: string | undefined): string {
  return time === undefined ? '' : time.slice(0, 10);
}

/** The command of this audit without its outputs. */
export function auditCommand({ command }: AuditDocument): string {
  return withoutOutput(command);
}

/** How paths are asked for in a terminal; the targets are those of the audit. */
export function pathsCommand(audit: AuditDocument, words: readonly string[]): string {
  return [auditCommand(audit).replace(/\bidentity audit\b/, 'identity paths'), ...words.map(quotedWord)].join(
    ' ',
  );
}
