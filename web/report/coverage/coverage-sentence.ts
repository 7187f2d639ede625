import type { ReportCluster } from '../../../src/report/schema.ts';
import { count, counted, listed } from '../words/number.ts';
import type { Sentence } from '../words/sentence.ts';
import { type CoverageRow, isUnread, wasAsked } from './coverage-rows.ts';

export function coverageSentence(clusters: readonly ReportCluster[], rows: readonly CoverageRow[]): Sentence {
  const unreachable = clusters
    .filter((cluster) => cluster.state === 'unreachable')
    .map((cluster) => cluster.name);
  const lost =
    unreachable.length > 0
      ? ` ${listed(unreachable.slice(0, 3))}${unreachable.length > 3 ? ` and ${count(unreachable.length - 3)} more` : ''} could not be reached.`
      : '';
  const objects = clusters.reduce((sum, cluster) => sum + cluster.objects, 0);
  if (rows.length === 0 && objects > 0)
    return [
      `${counted(objects, 'object')} were read from manifests, which have no resource types to list.${lost}`,
    ];
  const asked = rows.filter(wasAsked).length;
  if (asked === 0) return [`Nothing was read.${lost}`];
  const unread = rows.filter(isUnread);
  if (unread.length === 0)
    return [`Everything that was asked for could be read: ${counted(asked, 'resource type')}.${lost}`];
  const names = [...new Set(unread.map((row) => row.resource))];
  const first =
    names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${count(names.length - 3)} more` : listed(names);
  return [`${count(unread.length)} of ${counted(asked, 'read')} did not succeed: ${first}.${lost}`];
}
