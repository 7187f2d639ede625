import { RE2JS } from 're2js';
import { fail } from '../failure.ts';

const compiled = new Map<string, RE2JS>();
const cacheLimit = 500;

/** Compiles RE2 syntax; the patterns of policies are few, so they are kept. */
export function regularExpression(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  let expression: RE2JS;
  try {
    expression = RE2JS.compile(pattern);
  } catch (error) {
    return fail(
      'invalid-regex',
      `error parsing regexp: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (compiled.size >= cacheLimit) compiled.clear();
  compiled.set(pattern, expression);
  return expression;
}

export function matches(text: string, pattern: string): boolean {
  return regularExpression(pattern).matcher(text).find();
}
