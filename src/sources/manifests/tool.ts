import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

export type ToolResult =
  | { readonly ok: true; readonly output: string }
  /** What the tool said, in one line. */
  | { readonly ok: false; readonly message: string };

const TIME_LIMIT = 120_000;
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

/**
 * Runs a program without a shell, with nothing to read and no cluster to reach. Unless `network` is granted, Git may use
 * no protocol, HTTP goes to a proxy that does not exist, and Helm finds no plug-ins.
 */
export async function runTool(
  file: string,
  parameters: readonly string[],
  options: { readonly folder: string; readonly toolPath: string; readonly network: boolean },
): Promise<ToolResult> {
  const child = spawn(file, parameters, {
    cwd: options.folder,
    env: environment(options),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIME_LIMIT,
    killSignal: 'SIGKILL',
  });
  const output: Buffer[] = [];
  let size = 0;
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > OUTPUT_LIMIT) child.kill('SIGKILL');
    else output.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    if (complaint.length < 10_000) complaint += chunk.toString('utf8');
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ ok: false, message: error.message }));
    child.on('close', (code, signal) => {
      if (size > OUTPUT_LIMIT) resolve({ ok: false, message: `it wrote more than ${OUTPUT_LIMIT} bytes` });
      else if (signal !== null)
        resolve({ ok: false, message: `it did not end within ${TIME_LIMIT / 1000} s` });
      else if (code !== 0)
        resolve({ ok: false, message: firstLine(complaint) || `it ended with code ${code}` });
      else resolve({ ok: true, output: Buffer.concat(output).toString('utf8') });
    });
  });
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

function firstLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const telling = lines.find((line) => /^error/i.test(line)) ?? lines.find((line) => line !== '') ?? '';
  // kustomize quotes the text of a node, which may be a Secret's
  return telling
    .replace(/^error:\s*/i, '')
    .replace(/node contents:.*/s, 'node contents not shown')
    .slice(0, 500);
}
