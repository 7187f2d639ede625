import { auditOf, awsMappings, breakGlassOf } from '../../../identity/index.ts';
import { readYaml } from '../../../sources/yaml/index.ts';
import { type LoadedConfig, loadConfig } from '../../config/load.ts';
import type { ReadFlags } from '../../flags.ts';
import { configuredParameters, loadControls } from '../../judge/catalogue.ts';
import { writeStandardOutput } from '../../output.ts';
import { type Output, parseOutput, runOfPage, writePage } from '../../page-output.ts';
import { paletteFor } from '../../palette.ts';
import { linesText } from '../../shown-text.ts';
import { auditDocument } from './audit-document.ts';
import { auditMarkdown } from './audit-markdown.ts';
import { auditPage } from './audit-page.ts';
import { auditResults } from './audit-results.ts';
import type { AuditedCluster } from './audited-cluster.ts';
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
  const breakGlass = breakGlassOf(standingParameters(config, flags));
  const audited = clusters.filter(isReached).map(({ name, access }): AuditedCluster => {
    const mappings = awsMappings(access.cluster, (text) => readYaml(text, 'aws-auth').documents[0]?.value);
    return { name, access, audit: auditOf(access, { breakGlass, awsMappings: mappings }) };
  });
  const { output } = flags;
  if (output.format === 'json')
    await writeStandardOutput([
      `${JSON.stringify(auditResults(audited, unreached(clusters), runOfPage()), null, 2)}\n`,
    ]);
  else if (output.format !== 'html') await writeStandardOutput(written(output.format, audited, flags));
  else
    await writePage(output, auditDocument(audited, unreached(clusters), runOfPage()), {
      quiet: flags.quiet,
      note: 'It says where to attack.',
    });
  return sayUnreached(clusters) || audited.some(({ audit }) => audit.unread.length > 0) ? 3 : 0;
}

/** The catalogue tells whether a configuration names controls and parameters that there are; without one there is nothing to tell. */
function standingParameters(config: LoadedConfig, flags: AuditFlags) {
  if (config.file === undefined && flags.policies === undefined) return {};
  const { catalogue } = loadControls(config, flags);
  return configuredParameters(config, catalogue)['standing-cluster-admin'] ?? {};
}

function written(
  format: Exclude<AuditFormat, 'json'>,
  audited: readonly AuditedCluster[],
  flags: AuditFlags,
) {
  if (format === 'csv') return reviewSheet(audited);
  if (format === 'markdown') return audited.map(auditMarkdown);
  const palette = paletteFor(flags);
  return audited.map((each) => linesText(auditPage(each, palette)));
}
