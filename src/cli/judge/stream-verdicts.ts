import { once } from 'node:events';
import { judge, type Result } from '../../controls/index.ts';
import { formatAllNdjson, type Report } from '../../report/index.ts';
import { isRead } from '../read/member.ts';
import { judgeOptions } from './judge-fleet.ts';
import type { ReportRequest } from './produce-report.ts';

/**
 * `--show all`: every verdict, passes too, one JSON object per line after the header line. Cluster by cluster, so that
 * only one cluster's verdicts are held.
 */
export async function streamVerdicts(
  report: Report,
  {
    members,
    loaded,
    config,
    flags,
  }: Pick<ReportRequest, 'members' | 'loaded' | 'config' | 'flags' | 'targets'>,
): Promise<void> {
  const options = judgeOptions(config, loaded.catalogue, flags.control);
  const results = function* (): Generator<Result> {
    for (const member of members) {
      if (!isRead(member)) continue;
      const all: Result[] = [];
      judge(member.cluster, loaded.catalogue, { ...options, onResult: (result) => void all.push(result) });
      yield* all;
    }
  };
  for (const chunk of formatAllNdjson(report, results())) {
    if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
  }
}
