import { quotedWord, scanCommand } from '../../../src/report/commands.ts';
import { applyFilter, type Facet, type Filter, facetNames, facets } from '../model/filter.ts';
import type { ReportModel } from '../model/model.ts';

/** Facets that are a field of the finding itself, as jq reads it. */
const fields: Partial<Record<Facet, string>> = {
  severity: '.severity',
  verdict: '.verdict',
  cluster: '.cluster',
  kind: '.subject.kind',
  control: '.control',
  change: '.change',
};

export interface FindingsCommand {
  readonly command: string;
  /** Facets that only this page filters by, as words; empty when the command prints exactly the shown rows. */
  readonly notIn: readonly string[];
}

/** Prints the shown rows: a scan as JSON, cut down by jq. */
export function findingsCommand(model: ReportModel, filter: Filter): FindingsCommand {
  const tests: string[] = [];
  const notIn: string[] = [];
  for (const facet of facetNames) {
    const values = filter.values[facet];
    if (!values) continue;
    const test = jqTest(model, facet, values);
    if (test) tests.push(test);
    else notIn.push(facets[facet].toLowerCase());
  }
  if (filter.text) notIn.push('text');
  const json = `${scanCommand(model.report)} -o json`;
  if (tests.length === 0) return { command: `${json} | jq '.findings[]'`, notIn };
  return { command: `${json} | jq ${quotedWord(`.findings[] | select(${tests.join(' and ')})`)}`, notIn };
}

function jqTest(model: ReportModel, facet: Facet, values: readonly string[]): string | undefined {
  const field = fields[facet];
  if (field) return isOneOf(field, values);
  if (facet === 'namespace')
    return isOneOf(
      '.subject.namespace',
      values.map((value) => (value === '-' ? '' : value)),
    );
  if (facet === 'cause')
    return isOneOf(
      '.cause',
      values.map((id) => model.report.causes.findIndex((cause) => cause.id === id)),
    );
  if (facet === 'workload')
    return isOneOf(
      '([.cluster, .subject.group, .subject.kind, .subject.namespace, .subject.name] | join("/"))',
      values.map(workloadOfJq),
    );
  if (facet === 'scope') return `(.scopes | any(${isOneOf('.', values)}))`;
  if (facet === 'area' || facet === 'framework' || facet === 'requirement') {
    const controls = new Set(
      applyFilter(model.rows, { text: '', values: { [facet]: values } }).map((row) => row.finding.control),
    );
    return controls.size <= 12 ? isOneOf('.control', [...controls].sort()) : undefined;
  }
  return undefined;
}

function workloadOfJq(key: string): string {
  const [cluster, group, kind, namespace, ...name] = key.split('/').slice(-5);
  return [cluster, group === 'core' ? '' : group, kind, namespace === '-' ? '' : namespace, ...name].join(
    '/',
  );
}

function isOneOf(field: string, values: readonly (string | number)[]): string {
  const literals = values.map((value) => JSON.stringify(value));
  return literals.length === 1 ? `${field} == ${literals[0]}` : `(${field} | IN(${literals.join(', ')}))`;
}
