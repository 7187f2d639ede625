type Labels = Readonly<Record<string, string>>;

/** What labels must satisfy, where a plugin has a language for it that says more than selectors of Kubernetes do. */
export type LabelExpression =
  | { readonly operator: 'all' }
  | { readonly operator: 'has'; readonly key: string }
  /** The label is there with one of these values. */
  | { readonly operator: 'in'; readonly key: string; readonly values: readonly string[] }
  | {
      readonly operator: 'contains' | 'starts-with' | 'ends-with';
      readonly key: string;
      readonly text: string;
    }
  | { readonly operator: 'not'; readonly of: LabelExpression }
  | { readonly operator: 'and' | 'or'; readonly of: readonly LabelExpression[] };

/** An expression that holds where all of these do. */
export function allOf(expressions: readonly LabelExpression[]): LabelExpression {
  const [only] = expressions;
  if (only === undefined) return { operator: 'all' };
  return expressions.length === 1 ? only : { operator: 'and', of: expressions };
}

export function expressionHolds(expression: LabelExpression, labels: Labels): boolean {
  switch (expression.operator) {
    case 'all':
      return true;
    case 'not':
      return !expressionHolds(expression.of, labels);
    case 'and':
      return expression.of.every((each) => expressionHolds(each, labels));
    case 'or':
      return expression.of.some((each) => expressionHolds(each, labels));
    default: {
      const value = Object.hasOwn(labels, expression.key) ? labels[expression.key] : undefined;
      return value !== undefined && valueHolds(expression, value);
    }
  }
}

/** Whether a label with this value satisfies a term about its key. */
export function valueHolds(term: Extract<LabelExpression, { readonly key: string }>, value: string): boolean {
  switch (term.operator) {
    case 'has':
      return true;
    case 'in':
      return term.values.includes(value);
    case 'contains':
      return value.includes(term.text);
    case 'starts-with':
      return value.startsWith(term.text);
    case 'ends-with':
      return value.endsWith(term.text);
  }
}

/** The keys of labels that an expression asks for. */
export function* keysOf(expression: LabelExpression): Iterable<string> {
  if ('key' in expression) yield expression.key;
  else if (expression.operator === 'not') yield* keysOf(expression.of);
  else if (expression.operator !== 'all') for (const each of expression.of) yield* keysOf(each);
}

/** The same expression about other keys, as where the labels of a namespace are seen at its pods. */
export function withKeys(expression: LabelExpression, rename: (key: string) => string): LabelExpression {
  if ('key' in expression) return { ...expression, key: rename(expression.key) };
  if (expression.operator === 'all') return expression;
  if (expression.operator === 'not') return { operator: 'not', of: withKeys(expression.of, rename) };
  return { ...expression, of: expression.of.map((each) => withKeys(each, rename)) };
}

/** An expression in words: `app in (a, b)`, `not has env`. */
export function expressionText(expression: LabelExpression): string {
  switch (expression.operator) {
    case 'all':
      return 'everything';
    case 'has':
      return `has ${expression.key}`;
    case 'in':
      return `${expression.key} in (${expression.values.join(', ')})`;
    case 'not':
      return `not ${expressionText(expression.of)}`;
    case 'and':
    case 'or':
      return `(${expression.of.map(expressionText).join(` ${expression.operator} `)})`;
    default:
      return `${expression.key} ${expression.operator} ${expression.text}`;
  }
}
