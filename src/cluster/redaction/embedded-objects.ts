import type { CredentialSpan } from './credential-span.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether a text may be the JSON of a Kubernetes object, or of a list of them. */
export function mayEmbedJson(text: string): boolean {
  return mayStartJson(text.charCodeAt(0)) && /^\s*[{[]/.test(text) && text.includes('"kind"');
}

/** Nearly every text starts with a letter, and is none. */
function mayStartJson(first: number): boolean {
  return first === 0x7b || first === 0x5b || first <= 0x20 || first >= 0x80;
}

/** Undefined for what is no JSON map or list. A list comes back as a map, so that it is redacted the same way. */
export function parseEmbedded(text: string): { readonly body: Fields; readonly isList: boolean } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return { body: { items: value }, isList: true };
    return typeof value === 'object' && value !== null ? { body: value as Fields, isList: false } : undefined;
  } catch {
    return undefined;
  }
}

/** A JSON text after its objects were redacted; the text itself where nothing was. */
export function redactEmbedded(
  text: string,
  redact: (body: Fields) => Fields,
): { readonly text: string } | undefined {
  const embedded = parseEmbedded(text);
  if (embedded === undefined) return undefined;
  const redacted = redact(embedded.body);
  if (redacted === embedded.body) return { text };
  return { text: JSON.stringify(embedded.isList ? redacted['items'] : redacted) };
}

const saysSecret = /^[ \t-]*["']?kind["']?:[ \t]*["']?Secret["']?[ \t\r]*$/m;

/**
 * Values of a Secret that is written as YAML inside a text, such as a manifest in a ConfigMap: every line below `data:`
 * or `stringData:` of a document that says `kind: Secret`.
 */
export function embeddedSecretValues(text: string): CredentialSpan[] {
  if (/"kind"\s{0,8}:\s{0,8}"Secret"/.test(text)) return jsonValues(text);
  if (!saysSecret.test(text)) return [];
  const spans: CredentialSpan[] = [];
  let start = 0;
  for (const document of text.split(/^---.*$/m)) {
    const at = text.indexOf(document, start);
    if (saysSecret.test(document)) spans.push(...dataLines(document, at));
    start = at + document.length;
  }
  return spans;
}

/** The same in JSON that is part of a longer text. */
function jsonValues(text: string): CredentialSpan[] {
  return [...text.matchAll(/"(?:data|stringData)"\s{0,8}:\s{0,8}\{(?<values>[^{}]{1,65536})\}/g)].map(
    (match) => {
      const end = match.index + match[0].length - 1;
      return { start: end - (match.groups?.['values'] ?? '').length, end, detector: 'embedded-secret' };
    },
  );
}

function dataLines(document: string, offset: number): CredentialSpan[] {
  const spans: CredentialSpan[] = [];
  let at = offset;
  let blockIndent: number | undefined;
  for (const line of document.split('\n')) {
    const indent = line.length - line.trimStart().length;
    if (blockIndent !== undefined && line.trim() !== '' && indent <= blockIndent) blockIndent = undefined;
    if (blockIndent !== undefined && line.trim() !== '') {
      const value = /^\s*(?:["']?[\w.-]+["']?:\s*)?(\S.*?)\s*$/.exec(line)?.[1] ?? '';
      const start = at + line.lastIndexOf(value);
      if (!/^(?:[|>][+-]?\d?|\{\}|["']?[\w.-]+["']?:)$/.test(value)) {
        spans.push({ start, end: start + value.length, detector: 'embedded-secret' });
      }
    }
    const block = /^[ \t-]*["']?(?:data|stringData)["']?:[ \t]*(\S.*)?$/.exec(line);
    if (block && blockIndent === undefined) {
      if (block[1] === undefined) blockIndent = indent;
      else {
        const start = at + line.indexOf(block[1]);
        if (block[1] !== '{}')
          spans.push({ start, end: start + block[1].length, detector: 'embedded-secret' });
      }
    }
    at += line.length + 1;
  }
  return spans;
}
