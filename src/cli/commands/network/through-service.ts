import {
  type Answer,
  type NetworkEngine,
  type Question,
  type ServiceLead,
  serviceLead,
  trafficOf,
  UnknownEndpoint,
} from '../../../network/index.ts';
import { serviceOf } from './endpoint.ts';

/** Of several backends: `mixed` where one lets a connection open and another does not. */
export type CombinedVerdict = Answer['verdict'] | 'mixed';

/** Where a Service leads; undefined where the destination is none. Throws UnknownEndpoint. */
export function leadOf(engine: NetworkEngine, question: Question): ServiceLead | undefined {
  const service = serviceOf(question.destination);
  if (service === undefined) return undefined;
  const lead = serviceLead(engine, service, trafficOf(question));
  if (lead === undefined) throw new UnknownEndpoint({ type: 'service', ...service });
  return lead;
}

/** The answers of all backends as one: allowed is by every one of them, and denied by none. */
export function combined(
  answers: readonly Pick<Answer, 'verdict'>[],
  otherwise: ServiceLead['otherwise'],
): CombinedVerdict {
  const verdicts = new Set(answers.map(({ verdict }) => verdict));
  if (verdicts.has('allow') && verdicts.has('deny')) return 'mixed';
  if (verdicts.has('unknown')) return 'unknown';
  const [only = otherwise] = verdicts;
  return only;
}
