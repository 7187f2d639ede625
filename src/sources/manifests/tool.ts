import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

export type ToolResult =
  | { readonly ok: true; readonly output: string }
  /** What the tool said, in one line. */
  | { readonly ok: false; readonly message: string };

const OUTPUT_LIMIT = 256 * 1024 * 1024;

/** The first of some programs that is on the path, with its name. */
export function findTool(
  names: readonly string[],
  toolPath: string,
): { name: string; file: string } | undefined {
  const folders = toolPath.split(path.delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    const file = folders.map((folder) => path.join(folder, name)).find(isExecutable);
    if (file !== undefined) return { name, file };
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface ToolOptions {
  readonly folder: string;
  readonly toolPath: string;
  readonly network: boolean;
  /** Milliseconds. */
  readonly timeLimit: number;
  /** Whether a text that looks like a file name is one of the input, and so no secret. */
  readonly isPlace: (text: string) => boolean;
}

/**
 * Runs a program without a shell, with nothing to read and no cluster to reach. Unless `network` is granted, Git may use
 * no protocol, HTTP goes to a proxy that does not exist, and Helm finds no plug-ins.
 */
export async function runTool(
  file: string,
  parameters: readonly string[],
  options: ToolOptions,
): Promise<ToolResult> {
  const child = spawn(file, parameters, {
    cwd: options.folder,
    env: environment(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let late = false;
  const end = (): void => {
    child.kill('SIGKILL');
    // What the program started itself may live on and hold the pipes open.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const timer = setTimeout(() => {
    late = true;
    end();
  }, options.timeLimit);
  const output: Buffer[] = [];
  let size = 0;
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > OUTPUT_LIMIT) end();
    else output.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    if (complaint.length < 10_000) complaint += chunk.toString('utf8');
  });
  return new Promise((resolve) => {
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ ok: false, message: error.message });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (size > OUTPUT_LIMIT) resolve({ ok: false, message: `it wrote more than ${OUTPUT_LIMIT} bytes` });
      else if (late) resolve({ ok: false, message: `it did not end within ${options.timeLimit / 1000} s` });
      else if (signal !== null) resolve({ ok: false, message: `it was ended by ${signal}` });
      else if (code !== 0) resolve({ ok: false, message: reasonOf(complaint, code, options) });
      else resolve({ ok: true, output: Buffer.concat(output).toString('utf8') });
    });
  });
}

function reasonOf(complaint: string, code: number | null, { isPlace }: ToolOptions): string {
  const reason = reasonFrom(complaint, isPlace);
  return reason === undefined ? `it ended with code ${code}; run it by hand to see why` : reason;
}

function environment({ toolPath, network }: { toolPath: string; network: boolean }): NodeJS.ProcessEnv {
  const inherited = ['HOME', 'TMPDIR', 'LANG', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'];
  const kept = Object.fromEntries(inherited.map((name) => [name, process.env[name]]));
  const base = { ...kept, PATH: toolPath, KUBECONFIG: '/dev/null', GIT_TERMINAL_PROMPT: '0' };
  if (network) {
    const proxies = Object.entries(process.env).filter(([name]) => /^(?:https?|no|all)_proxy$/i.test(name));
    return { ...base, ...Object.fromEntries(proxies) };
  }
  const nowhere = 'http://127.0.0.1:1';
  return {
    ...base,
    GIT_ALLOW_PROTOCOL: 'none',
    HELM_PLUGINS: '/dev/null',
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    http_proxy: nowhere,
    https_proxy: nowhere,
    ALL_PROXY: nowhere,
    all_proxy: nowhere,
  };
}

/**
 * What a tool said, without what it may have quoted: kustomize and helm repeat parts of their input, which may be the value
 * of a Secret. Only well-known phrases and files of the input come through; the whole message is one command away.
 */
function reasonFrom(complaint: string, isPlace: ToolOptions['isPlace']): string | undefined {
  const phrases = knownPhrases.filter((phrase) => complaint.toLowerCase().includes(phrase));
  const places = [...complaint.matchAll(placePattern)].map(([place]) => place).filter(isPlace);
  const known = [...new Set([...phrases, ...places])].slice(0, 6);
  return known.length === 0 ? undefined : known.join(', ');
}

const knownPhrases = [
  'no such file or directory',
  'permission denied',
  'missing in charts/ directory',
  'parse error',
  'wrong type for value',
  "values don't meet the specifications of the schema",
  'incompatible types for comparison',
  'map has no entry for key',
  "range can't iterate over",
  "can't evaluate field",
  'error converting yaml to json',
  'chart requires kubeversion',
  'nil pointer evaluating',
  'no template',
  'function',
  'execution error',
  'unknown field',
  'invalid kustomization',
  'accumulating resources',
  'may not add resource with an already registered id',
  'no matches for',
  'unable to find patch target',
  'is not in or below',
  'must specify a target for patch',
  'invalid literal source',
  'unable to parse sm or json patch',
  'cycle detected',
  'connection refused',
  'could not resolve host',
  'mapping values are not allowed',
  'did not find expected',
];

/** What may be a file of the input, with its line where the tool says it: `templates/api.yaml:12:3`. */
const placePattern = /(?<![\w=@:+/-])\/?(?:[\w.-]+\/)*[\w.-]+\.(?:ya?ml|tpl|json)(?::\d+){0,2}(?![\w=@])/g;
