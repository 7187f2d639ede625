import { RE2JS } from 're2js';
import { fail } from '../failure.ts';
import { type NativePattern, nativePattern } from './native-pattern.ts';

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

const natives = new Map<string, NativePattern | undefined>();

function knownNative(pattern: string): NativePattern | undefined {
  if (natives.has(pattern)) return natives.get(pattern);
  // RE2 says whether it is a pattern at all.
  regularExpression(pattern);
  const native = nativePattern(pattern);
  if (natives.size >= cacheLimit) natives.clear();
  natives.set(pattern, native);
  return native;
}

export function matches(text: string, pattern: string): boolean {
  const native = knownNative(pattern);
  if (native !== undefined && text.length <= native.longestText) return native.expression.test(text);
  return regularExpression(pattern).matcher(text).find();
}
