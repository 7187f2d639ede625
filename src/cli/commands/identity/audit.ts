import {
  type AccessAudit,
  auditOf,
  awsMappings,
  breakGlassOf,
  evidenceAbout,
  membersOf,
  outsideState,
  subjectKey,
} from '../../../identity/index.ts';
import { readYaml } from '../../../sources/yaml/index.ts';
import { loadConfig } from '../../config/load.ts';
import type { ReadFlags } from '../../flags.ts';
import { configuredParameters, loadControls } from '../../judge/catalogue.ts';
import { writeStandardOutput } from '../../output.ts';
import { type Output, parseOutput, runOfPage, writePage } from '../../page-output.ts';
import { paletteFor } from '../../palette.ts';
import { linesText } from '../../shown-text.ts';
import { auditDocument } from './audit-document.ts';
import { auditMarkdown } from './audit-markdown.ts';
import { auditPage } from './audit-page.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import { cloudIdentitiesJson } from './cloud-identities.ts';
import { isReached, readAccess, sayUnreached, unreached } from './read-access.ts';
import { reviewSheet } from './review-sheet.ts';

const formats = ['text', 'json', 'csv', 'markdown'] as const;
type AuditFormat = (typeof formats)[number];

/** Reads `-o text|json|csv|markdown|html[=FILE]`. */
export function parseAuditOutput(text: string): Output<AuditFormat> {
  return parseOutput(text, { what: 'An audit', formats, file: 'plimsoll-identity.html' });
}

export interface AuditFlags extends ReadFlags {
  readonly output: Output<AuditFormat>;
}

/**
 * `plimsoll identity audit`: who holds power over each cluster, which accounts hold rights that nothing declared needs, and
 * what to change first. 0, or 3 when something could not be read, so that somebody may be missing.
 */
export async function runIdentityAudit(targets: readonly string[], flags: AuditFlags): Promise<number> {
  const clusters = await readAccess(flags, targets);
  const config = loadConfig(flags.config);
  const { catalogue } = loadControls(config, flags);
  const parameters = configuredParameters(config, catalogue)['standing-cluster-admin'] ?? {};
  const breakGlass = breakGlassOf(parameters);
  const audited = clusters.filter(isReached).map(({ name, access }): AuditedCluster => {
    const mappings = awsMappings(access.cluster, (text) => readYaml(text, 'aws-auth').documents[0]?.value);
    return { name, access, audit: auditOf(access, { breakGlass, awsMappings: mappings }) };
  });
  const { output } = flags;
  if (output.format !== 'html') await writeStandardOutput(written(output.format, audited, flags));
  else
    await writePage(output, auditDocument(audited, unreached(clusters), runOfPage()), {
      quiet: flags.quiet,
      note: 'It says where to attack.',
    });
  return sayUnreached(clusters) || audited.some(({ audit }) => audit.unread.length > 0) ? 3 : 0;
}

function written(format: AuditFormat, audited: readonly AuditedCluster[], flags: AuditFlags) {
  if (format === 'csv') return reviewSheet(audited);
  if (format === 'json') return [`${JSON.stringify(audited.map(asJson), null, 2)}\n`];
  if (format === 'markdown') return audited.map(auditMarkdown);
  const palette = paletteFor(flags);
  return audited.map((each) => linesText(auditPage(each, palette)));
}

function asJson({ name, access, audit }: AuditedCluster) {
  const evidence = evidenceAbout(access.cluster);
  const groups = new Set(
    audit.standing.flatMap(({ subject }) => (subject.kind === 'Group' ? subject.name : [])),
  );
  const bindingsOf = (bindings: AccessAudit['stale'][number]['bindings']) =>
    bindings.map(({ object, role, outside }) => ({
      kind: object.kind,
      ...(object.namespace !== '' && { namespace: object.namespace }),
      name: object.name,
      role: { kind: role.kind, name: role.name },
      ...(outside !== undefined && { outside: { what: outside.what, file: outside.file } }),
    }));
  const waysOf = (ways: AccessAudit['standing'][number]['ways']) =>
    ways.map(({ what, bindings }) => ({ what, bindings: bindingsOf(bindings) }));
  return {
    cluster: name,
    complete: audit.unread.length === 0,
    unread: audit.unread,
    outside: outsideState(access.cluster),
    ...(evidence !== undefined && {
      groups: [...groups].map((group) => ({ group, members: membersOf(evidence, group) })),
    }),
    workloadIdentities: cloudIdentitiesJson(access),
    standing: audit.standing.map(({ runs, ways, cut, remains, ...each }) => ({
      ...each,
      id: subjectKey(each.subject),
      ways: waysOf(ways),
      cut: bindingsOf(cut),
      ...(remains !== undefined && {
        remains: { what: remains.what, bindings: bindingsOf(remains.bindings) },
      }),
      runs: runs.map(({ kind, namespace, name: workload }) => ({ kind, namespace, name: workload })),
    })),
    systemMasters: audit.masters,
    reached: audit.reached.map(({ ways, ...each }) => ({ ...each, ways: waysOf(ways) })),
    stale: audit.stale.map(({ bindings, ...each }) => ({ ...each, bindings: bindingsOf(bindings) })),
  };
}
