import type { Facet } from '../model/filter.ts';
import type { ReportModel } from '../model/model.ts';
import { verdictWords } from '../signs/verdict.tsx';

const sourceWords: Readonly<Record<string, string>> = {
  helm: 'Helm release',
  argocd: 'Argo CD application',
  flux: 'Flux',
  operator: 'operator',
  kustomize: 'Kustomize',
  file: 'file',
  hand: 'edited by hand',
  system: 'system',
  unknown: 'unknown',
};

/** A facet's value as a person reads it. */
export function facetWord(model: ReportModel, facet: Facet, value: string): string {
  switch (facet) {
    case 'cluster':
      return model.clusterById.get(value)?.name ?? value;
    case 'control':
      return model.controlById.get(value)?.title ?? value;
    case 'verdict':
      return value in verdictWords ? verdictWords[value as keyof typeof verdictWords] : value;
    case 'cause': {
      const cause = model.report.causes.find(({ id }) => id === value);
      return cause ? `${cause.title} at ${cause.changeAt}` : value;
    }
    case 'source':
      return sourceWords[value] ?? value;
    case 'namespace':
      return value === '-' ? 'no namespace' : value;
    case 'workload': {
      const [kind = '', namespace = '', name = ''] = value.split('/').slice(-3);
      return namespace === '-' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
    }
    default:
      return value;
  }
}
