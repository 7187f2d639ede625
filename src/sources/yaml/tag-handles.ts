import { YamlError } from './errors.ts';
import type { Scanner } from './scanner.ts';
import { Token } from './token.ts';

/** Prefixes that tag handles stand for. */
export type TagHandles = ReadonlyMap<string, string>;

export const standardTags: TagHandles = new Map([
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
]);

/** Reads the `%YAML` and `%TAG` lines before a document. https://yaml.org/spec/1.1/#id895631 */
export function readDirectives(scanner: Scanner): TagHandles {
  const own = new Map<string, string>();
  let versions = 0;
  while (scanner.peek().type === Token.DIRECTIVE) {
    const directive = scanner.take();
    if (directive.plain) {
      if (++versions > 1) throw new YamlError('yaml-syntax', 'a second %YAML directive', directive.start);
      checkVersion(directive);
    } else {
      if (own.has(directive.value))
        throw new YamlError('yaml-syntax', 'a second %TAG for one handle', directive.start);
      own.set(directive.value, directive.suffix);
    }
  }
  return new Map([...standardTags, ...own]);
}

function checkVersion(directive: Token): void {
  if (directive.value === '1' && directive.suffix === '1') return;
  throw new YamlError(
    'yaml-syntax',
    'kubectl reads YAML 1.1 only; remove the %YAML directive',
    directive.start,
  );
}

/** The long form of a tag; its suffix alone for `!<uri>`. */
export function resolveTag(tag: Token, handles: TagHandles): string {
  if (tag.value === '') return tag.suffix;
  const prefix = handles.get(tag.value);
  // Unnamed: a password that begins with `!` is read as a tag.
  if (prefix === undefined) throw new YamlError('yaml-syntax', 'unknown tag handle', tag.start);
  return prefix + tag.suffix;
}
