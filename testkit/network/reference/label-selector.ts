import { items, type Json, text, texts } from './json.ts';

/**
 * Whether labels satisfy a LabelSelector that is present: everything in it must hold, and an empty one holds always.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/
 */
export function selects(selector: Json, labels: Readonly<Record<string, string>>): boolean {
  for (const [key, value] of Object.entries(texts(selector, 'matchLabels')))
    if (labels[key] !== value) return false;
  for (const expression of items(selector, 'matchExpressions'))
    if (!expressionHolds(expression, labels)) return false;
  return true;
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#set-based-requirement */
function expressionHolds(expression: Json, labels: Readonly<Record<string, string>>): boolean {
  const key = text(expression, 'key');
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  const values = items(expression, 'values');
  switch (text(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      throw new Error(`no such operator: ${text(expression, 'operator')}`);
  }
}
