/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/ */
export interface LabelSelector {
  readonly matchLabels?: { readonly [key: string]: string };
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/** A set of labels; `undefined` and `null` count as no labels. */
export type Labels = { readonly [key: string]: string } | null | undefined;

/** Answers whether labels satisfy the selector it was compiled from. */
export type LabelMatcher = (labels: Labels) => boolean;

/** A selector that no API server would accept. `code` is stable: `selector-invalid`. */
export class SelectorError extends Error {
  readonly code = 'selector-invalid';
  /** Offset in the text of a parsed selector, from 0; absent for a structured selector. */
  readonly position?: number;

  constructor(message: string, position?: number) {
    super(message);
    this.name = 'SelectorError';
    if (position !== undefined) this.position = position;
  }
}

/**
 * Compiles a selector once for many labels, with the semantics of `metav1.LabelSelectorAsSelector`: all terms must hold;
 * `NotIn` and `DoesNotExist` hold where the key is absent; an empty selector matches everything and an absent one
 * (`undefined`, `null`) nothing. Several APIs give an absent selector a meaning of their own (NetworkPolicy peers,
 * Services): the caller decides that before it asks.
 *
 * Throws {@link SelectorError} for an unknown operator, `In`/`NotIn` without values, `Exists`/`DoesNotExist` with values.
 * https://pkg.go.dev/k8s.io/apimachinery/pkg/apis/meta/v1#LabelSelectorAsSelector
 */
export function compileSelector(selector: LabelSelector | null | undefined): LabelMatcher {
  if (selector === undefined || selector === null) return () => false;
  const terms: LabelMatcher[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    terms.push((labels) => valueOf(labels, key) === value);
  }
  for (const requirement of selector.matchExpressions ?? []) terms.push(compileRequirement(requirement));
  const [first, second] = terms;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  return (labels) => {
    for (const term of terms) if (!term(labels)) return false;
    return true;
  };
}

/** One-off form of {@link compileSelector}. */
export function selectorMatches(selector: LabelSelector | null | undefined, labels: Labels): boolean {
  return compileSelector(selector)(labels);
}

function compileRequirement({ key, operator, values }: LabelSelectorRequirement): LabelMatcher {
  const listed = values ?? [];
  switch (operator) {
    case 'In':
    case 'NotIn': {
      if (listed.length === 0)
        throw new SelectorError(`operator ${operator} of key "${key}" needs at least one value`);
      const set = new Set(listed);
      return operator === 'In'
        ? (labels) => {
            const value = valueOf(labels, key);
            return value !== undefined && set.has(value);
          }
        : (labels) => {
            const value = valueOf(labels, key);
            return value === undefined || !set.has(value);
          };
    }
    case 'Exists':
    case 'DoesNotExist': {
      if (listed.length > 0) throw new SelectorError(`operator ${operator} of key "${key}" takes no values`);
      return operator === 'Exists'
        ? (labels) => valueOf(labels, key) !== undefined
        : (labels) => valueOf(labels, key) === undefined;
    }
    default:
      throw new SelectorError(
        `unknown operator ${JSON.stringify(operator)} of key "${key}": use In, NotIn, Exists or DoesNotExist`,
      );
  }
}

function valueOf(labels: Labels, key: string): string | undefined {
  return labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
}
