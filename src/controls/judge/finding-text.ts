import { type Container, capitalised, type ObjectReference } from '../../cluster/index.ts';
import type { Evidence } from '../result.ts';

/** What the placeholders of a control's `finding` stand for. */
export interface FindingFacts {
  readonly subject: ObjectReference;
  readonly container?: Container;
  readonly details: readonly string[];
  readonly evidence: readonly Evidence[];
  /** Messages of the validations that failed. */
  readonly messages: () => readonly string[];
}

const mostNames = 5;

/** One sentence about one finding, from the control's template or else from the policy's own message. */
export function findingText(template: string | undefined, facts: FindingFacts): string {
  const text = template === undefined ? plainText(facts) : filled(template, facts);
  return capitalised(text);
}

function plainText({ container, messages }: FindingFacts): string {
  const said = messages().join('; ');
  return container === undefined ? said : `${containerText(container)}: ${said}`;
}

function filled(template: string, facts: FindingFacts): string {
  return template.replaceAll(/\{(container|object|details|value)\}/g, (_, name: string) => {
    switch (name) {
      case 'container':
        return facts.container === undefined ? 'the pod' : containerText(facts.container);
      case 'object':
        return objectText(facts.subject);
      case 'details':
        return someOf(facts.details);
      default:
        return valueText(facts.evidence);
    }
  });
}

const containerWords = {
  container: 'container',
  initContainer: 'init container',
  ephemeralContainer: 'ephemeral container',
} as const;

function containerText({ type, name }: Container): string {
  return `${containerWords[type]} ${name}`;
}

/** `Deployment shop/api` */
export function objectText({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}

function valueText(evidence: readonly Evidence[]): string {
  const values = new Set(evidence.map(({ value }) => (value === undefined ? 'unset' : unquoted(value))));
  return someOf([...values]);
}

function unquoted(json: string): string {
  return /^"[^"\\]*"$/.test(json) ? json.slice(1, -1) : json;
}

function someOf(names: readonly string[]): string {
  const more = names.length - mostNames;
  return more > 0 ? `${names.slice(0, mostNames).join(', ')} and ${more} more` : names.join(', ');
}
