import { declare, type Library } from '../declaration.ts';
import { regularExpression } from './regular-expression.ts';

function find(text: string, pattern: string): string {
  const matcher = regularExpression(pattern).matcher(text);
  return matcher.find() ? (matcher.group() ?? '') : '';
}

/** Go's FindAllString: an empty match right behind the last match does not count. */
function findAll(text: string, pattern: string, limit: number | bigint = -1): string[] {
  const matcher = regularExpression(pattern).matcher(text);
  const found: string[] = [];
  let lastEnd = -1;
  while (matcher.find()) {
    if (limit >= 0 && found.length >= limit) break;
    const empty = matcher.start() === matcher.end();
    if (!empty || matcher.start() !== lastEnd) found.push(matcher.group() ?? '');
    lastEnd = matcher.end();
  }
  return found;
}

/** https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/regex.go */
export const kubernetesRegex: Library = [
  declare('string_find_string', 'string.find(string): string', find),
  declare('string_find_all_string', 'string.findAll(string): list(string)', findAll),
  declare('string_find_all_string_int', 'string.findAll(string, int): list(string)', findAll),
];
