import type { Result } from '../../controls/index.ts';
import type { Report } from '../schema.ts';

/**
 * One JSON document per line: first `{"type":"header",…}` with everything but the rows, then one line per cause, workload
 * and finding, each with its `type`.
 */
export function* formatNdjson(report: Report): Generator<string> {
  const { findings, causes, workloads, ...header } = report;
  yield line('header', header);
  for (const [index, cause] of causes.entries()) yield line('cause', { index, ...cause });
  for (const workload of workloads) yield line('workload', workload);
  for (const finding of findings) yield line('finding', finding);
}

/** For `--show all`: the same header, then every verdict, passes too, without holding them. */
export function* formatAllNdjson(report: Report, results: Iterable<Result>): Generator<string> {
  const { findings: _findings, causes: _causes, workloads: _workloads, ...header } = report;
  yield line('header', header);
  for (const result of results) yield line('result', result);
}

/** The value as it writes itself, with its type before it: a verdict that passes has its fields only then. */
function line(type: string, value: object): string {
  return `{"type":${JSON.stringify(type)},${JSON.stringify(value).slice(1)}\n`;
}
