import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** One component that runs in the directory of its test cluster; its log is `NAME.log` there. */
export interface Component {
  readonly name: string;
  readonly child: ChildProcess;
  readonly log: () => Promise<string>;
  /** True once the process has ended. */
  ended(): boolean;
  /** SIGKILL: the data directory is thrown away, and a graceful stop takes seconds. */
  kill(): Promise<void>;
}

/**
 * Starts `kubebox NAME …` with `directory` as its working directory (etcd's unix sockets are relative to it).
 * The component ends with this process, also when this process is killed: its standard input ends then.
 */
export function startComponent(
  binary: string,
  directory: string,
  name: string,
  flags: readonly string[],
): Component {
  const file = join(directory, `${name}.log`);
  const log = openSync(file, 'a');
  const child = spawn(binary, [name, ...flags], {
    cwd: directory,
    env: { ...withoutProxies(process.env), KUBEBOX_STOP_WITH_STDIN: '1' },
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  running.add(child);
  const closed = new Promise<void>((resolve) => {
    const end = () => {
      running.delete(child);
      resolve();
    };
    child.once('exit', end).once('error', end);
  });
  child.stdin?.on('error', () => {});
  return {
    name,
    child,
    log: () => readFile(file, 'utf8'),
    ended: () => child.exitCode !== null || child.signalCode !== null,
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** The API server would call webhooks and aggregated APIs through them. */
function withoutProxies(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(https?|all)_proxy$/i.test(name)),
  );
}
