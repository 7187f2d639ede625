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

/** A pattern with the quick way to ask it, where there is one, and what it said of texts that come again and again. */
interface KnownPattern {
  readonly expression: RE2JS;
  readonly native: NativePattern | undefined;
  readonly answers: Map<string, boolean>;
}

const patterns = new Map<string, KnownPattern>();

function knownPattern(pattern: string): KnownPattern {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  // RE2 says whether it is a pattern at all.
  const expression = regularExpression(pattern);
  const made = { expression, native: nativePattern(pattern), answers: new Map<string, boolean>() };
  if (patterns.size >= cacheLimit) patterns.clear();
  patterns.set(pattern, made);
  return made;
}

const rememberedTexts = 200;
const longestRemembered = 256;

/**
 * Whether a text has a match. RE2 is slow in JavaScript and objects repeat themselves (images, arguments), so that its
 * answers to short texts are kept.
 */
export function matches(text: string, pattern: string): boolean {
  const { expression, native, answers } = knownPattern(pattern);
  if (native !== undefined && text.length <= native.longestText) return native.expression.test(text);
  if (text.length > longestRemembered) return expression.matcher(text).find();
  const known = answers.get(text);
  if (known !== undefined) return known;
  const answer = expression.matcher(text).find();
  if (answers.size >= rememberedTexts) answers.clear();
  answers.set(text, answer);
  return answer;
}
