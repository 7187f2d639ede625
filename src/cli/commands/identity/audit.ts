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
import { commandLine } from '../../command-line.ts';
import { loadConfig } from '../../config/load.ts';
import { CliError } from '../../errors.ts';
import type { ReadFlags } from '../../flags.ts';
import { configuredParameters, loadControls } from '../../judge/catalogue.ts';
import { sayText, writeStandardOutput } from '../../output.ts';
import { paletteFor } from '../../palette.ts';
import { linesText } from '../../shown-text.ts';
import { toolVersion } from '../../version.ts';
import { writeFileWhole } from '../../write-file.ts';
import { auditDocument } from './audit-document.ts';
import { auditMarkdown } from './audit-markdown.ts';
import { auditPage } from './audit-page.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import { cloudIdentitiesJson } from './cloud-identities.ts';
import { isReached, readAccess, sayUnreached, type UnreachedCluster, unreached } from './read-access.ts';
import { reviewSheet } from './review-sheet.ts';

export type AuditOutput =
  | { readonly format: 'text' | 'json' | 'csv' | 'markdown' }
  /** Without a file to standard output. */
  | { readonly format: 'html'; readonly file?: string };

const defaultFile = 'plimsoll-identity.html';

/** Reads `-o text|json|csv|markdown|html[=FILE]`; `html=-` is standard output. */
export function parseAuditOutput(text: string): AuditOutput {
  const [format = '', ...rest] = text.split('=');
  const file = text.includes('=') ? rest.join('=') : undefined;
  if (format === 'html' && file !== '') {
    if (file === '-') return { format };
    return { format, file: file ?? defaultFile };
  }
  const isPlain = format === 'text' || format === 'json' || format === 'csv' || format === 'markdown';
  if (isPlain && file === undefined) return { format };
  throw new CliError(
    'output-unknown-format',
    `An audit has no output "${text}"`,
    'Formats: text, json, csv, markdown, and html with a file after an equals sign: -o html=identity.html',
  );
}

export interface AuditFlags extends ReadFlags {
  readonly output: AuditOutput;
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
  if (flags.output.format === 'html') await writePage(flags.output.file, audited, unreached(clusters), flags);
  else await writeStandardOutput(written(flags.output.format, audited, flags));
  return sayUnreached(clusters) || audited.some(({ audit }) => audit.unread.length > 0) ? 3 : 0;
}

function written(
  format: 'text' | 'json' | 'csv' | 'markdown',
  audited: readonly AuditedCluster[],
  flags: AuditFlags,
) {
  if (format === 'csv') return reviewSheet(audited);
  if (format === 'json') return [`${JSON.stringify(audited.map(asJson), null, 2)}\n`];
  if (format === 'markdown') return audited.map(auditMarkdown);
  const palette = paletteFor(flags);
  return audited.map((each) => linesText(auditPage(each, palette)));
}

async function writePage(
  file: string | undefined,
  audited: readonly AuditedCluster[],
  failed: readonly UnreachedCluster[],
  { quiet }: AuditFlags,
): Promise<void> {
  const [{ renderHtmlReport }, { reportTemplate }] = await Promise.all([
    import('../../../../web/render.ts'),
    import('../../assets-from-source.ts'),
  ]);
  const run = {
    tool: toolVersion(),
    command: commandLine(process.argv.slice(2)),
    time: new Date().toISOString(),
  };
  const page = renderHtmlReport(reportTemplate(), auditDocument(audited, failed, run));
  if (file === undefined) return writeStandardOutput([page]);
  writeFileWhole(file, [page]);
  if (quiet !== true) sayText(`Wrote ${file} (html, readable by you alone). It says where to attack.\n`);
}

function asJson({ name, access, audit }: AuditedCluster) {
  const evidence = evidenceAbout(access.cluster);
  const groups = new Set(
    audit.standing.flatMap(({ subject }) => (subject.kind === 'Group' ? subject.name : [])),
  );
  const bindingsOf = (bindings: AccessAudit['standing'][number]['bindings']) =>
    bindings.map(({ object, role, outside }) => ({
      kind: object.kind,
      ...(object.namespace !== '' && { namespace: object.namespace }),
      name: object.name,
      role: { kind: role.kind, name: role.name },
      ...(outside !== undefined && { outside: { what: outside.what, file: outside.file } }),
    }));
  return {
    cluster: name,
    complete: audit.unread.length === 0,
    unread: audit.unread,
    outside: outsideState(access.cluster),
    ...(evidence !== undefined && {
      groups: [...groups].map((group) => ({ group, members: membersOf(evidence, group) })),
    }),
    workloadIdentities: cloudIdentitiesJson(access),
    standing: audit.standing.map(({ runs, bindings, ...each }) => ({
      ...each,
      id: subjectKey(each.subject),
      bindings: bindingsOf(bindings),
      runs: runs.map(({ kind, namespace, name: workload }) => ({ kind, namespace, name: workload })),
    })),
    systemMasters: audit.masters,
    reached: audit.reached.map(({ bindings, ...each }) => ({ ...each, bindings: bindingsOf(bindings) })),
    stale: audit.stale.map(({ bindings, ...each }) => ({ ...each, bindings: bindingsOf(bindings) })),
  };
}
