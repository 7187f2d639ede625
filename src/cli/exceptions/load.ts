import { type Cluster, type Problem, visibleText } from '../../cluster/index.ts';
import {
  type AnnotatedExceptions,
  annotatedExceptions,
  type Catalogue,
  type Exception,
  type ExceptionIssue,
  hasEnded,
} from '../../controls/index.ts';
import type { ReportException } from '../../report/index.ts';
import { type LoadedConfig, pathsNamedBy } from '../config/load.ts';
import { readExceptionFiles } from './read.ts';

/** The exceptions of a run: those of files now, those that objects carry as soon as a cluster was read. */
export interface LoadedExceptions {
  /** The files that were read. */
  readonly files: readonly string[];
  readonly exceptions: readonly Exception[];
  /** What the objects of a cluster say about themselves; nothing unless the configuration allows it. */
  readonly annotatedIn: (cluster: Cluster) => AnnotatedExceptions;
  readonly maxFindings?: number;
  readonly maxDays?: number;
}

/** Reads the files that the configuration and `--exceptions` name. */
export function loadExceptions(
  config: LoadedConfig,
  flags: { readonly exceptions?: readonly string[] },
  catalogue: Catalogue,
): LoadedExceptions {
  const {
    files: configured,
    annotations = false,
    maxFindings,
    maxDays,
    require,
  } = config.config.exceptions ?? {};
  const files = pathsNamedBy(config, configured, flags.exceptions);
  const controls = new Set(catalogue.controls.map(({ id }) => id));
  const none: AnnotatedExceptions = { exceptions: [], problems: [] };
  return {
    files,
    exceptions: readExceptionFiles(files, { controls, ...(require && { require }) }),
    annotatedIn: (cluster) =>
      annotations ? annotatedExceptions(cluster, (id) => controls.has(id), require) : none,
    ...(maxFindings !== undefined && { maxFindings }),
    ...(maxDays !== undefined && { maxDays }),
  };
}

/** An exception as a report says it. */
export function exceptionRow(exception: Exception, now: number): ReportException {
  const { id, owner, reason, expires, ticket, approver, controls, origin } = exception;
  return {
    id,
    owner,
    reason,
    expires,
    state: hasEnded(exception, now) ? 'expired' : 'in-force',
    source: origin?.kind ?? 'file',
    covers: coversText(exception),
    ...(controls && { controls: [...controls] }),
    ...(ticket !== undefined && { ticket }),
    ...(approver !== undefined && { approver }),
    ...(origin?.file !== undefined && { file: origin.file }),
    ...(origin?.line !== undefined && { line: origin.line }),
  };
}

/** `2 findings`, `namespaces shop, kinds Deployment`. */
export function coversText({ objectIds, scope = {} }: Exception): string {
  if (objectIds !== undefined) return objectIds.length === 1 ? '1 finding' : `${objectIds.length} findings`;
  return Object.entries(scope)
    .map(([field, values]) => `${field} ${values.join(', ')}`)
    .join('; ');
}

/** What a scan says about an exception: a warning, because the gate decides by findings alone. */
export function issueProblem({ code, message, hint, exception: { origin } }: ExceptionIssue): Problem {
  return {
    code,
    message: visibleText(message),
    hint: visibleText(hint),
    ...(origin?.file !== undefined && { file: origin.file }),
    ...(origin?.line !== undefined && { line: origin.line }),
    ...(origin?.column !== undefined && { column: origin.column }),
    severity: 'warning',
  };
}
