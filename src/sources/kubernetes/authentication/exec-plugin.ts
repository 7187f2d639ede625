import { spawn } from 'node:child_process';
import { KubernetesSourceError } from '../errors.ts';
import type { ExecConfig } from '../kubeconfig/kubeconfig.ts';
import type { ClientCertificate, CredentialSource } from './credentials.ts';
import { type ExecCluster, type ExecCredential, execInfo, parseExecCredential } from './exec-credential.ts';

/** Credentials are asked for anew this long before they end, so that none ends on the way to the server. */
const renewBeforeMs = 30_000;
const maximumOutput = 1024 * 1024;

export interface ExecPluginOptions {
  /** Whether standard input is a terminal; defaults to that of this process. */
  readonly terminal?: boolean;
  /** A plugin that has not answered by then is killed. People may have to log in: five minutes. */
  readonly timeoutMs?: number;
}

/**
 * Credentials from a program, as `aws eks get-token`, gke-gcloud-auth-plugin and kubelogin give them. The program
 * runs when credentials are first needed, when they are about to end, and once more when the server refuses them.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export function execPlugin(
  exec: ExecConfig,
  cluster: ExecCluster,
  options: ExecPluginOptions = {},
  clientCertificate?: ClientCertificate,
): CredentialSource {
  let running: Promise<ExecCredential> | undefined;
  let cached: ExecCredential | undefined;
  let renewed = false;
  const isFresh = (credential: ExecCredential) =>
    credential.expiresAt === undefined || credential.expiresAt - renewBeforeMs > Date.now();
  return {
    async current() {
      if (cached !== undefined && isFresh(cached)) return cached;
      running ??= runPlugin(exec, cluster, options).finally(() => (running = undefined));
      cached = { ...(clientCertificate && { clientCertificate }), ...(await running) };
      return cached;
    },
    renew() {
      if (renewed) return false;
      renewed = true;
      cached = undefined;
      return true;
    },
  };
}

async function runPlugin(
  exec: ExecConfig,
  cluster: ExecCluster,
  options: ExecPluginOptions,
): Promise<ExecCredential> {
  const terminal = options.terminal ?? Boolean(process.stdin.isTTY);
  if (exec.interactiveMode === 'Always' && !terminal) {
    const message = `${exec.command} wants to ask something (interactiveMode Always), and there is no terminal`;
    throw new KubernetesSourceError('exec-plugin-interactive', message, exec.place);
  }
  const interactive = terminal && exec.interactiveMode !== 'Never';
  return parseExecCredential(
    await outputOf(exec, execInfo(exec, cluster, interactive), interactive, options),
    exec,
  );
}

/** As kubectl does, the program's standard error goes to the terminal: it says what a person has to do. */
function outputOf(
  exec: ExecConfig,
  info: string,
  interactive: boolean,
  options: ExecPluginOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(exec.command, exec.args, {
      env: {
        ...process.env,
        ...Object.fromEntries(exec.env.map(({ name, value }) => [name, value])),
        KUBERNETES_EXEC_INFO: info,
      },
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
      timeout: options.timeoutMs ?? 300_000,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout?.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maximumOutput) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.once('error', (error: NodeJS.ErrnoException) => reject(startFailure(exec, error)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else {
        const how = signal === null ? `exit code ${code}` : `ended by ${signal}`;
        reject(
          new KubernetesSourceError(
            'exec-plugin-failed',
            `${exec.command} gave no credentials (${how})`,
            exec.place,
          ),
        );
      }
    });
  });
}

function startFailure(exec: ExecConfig, cause: NodeJS.ErrnoException): KubernetesSourceError {
  const missing = cause.code === 'ENOENT';
  return new KubernetesSourceError(
    missing ? 'exec-plugin-missing' : 'exec-plugin-failed',
    missing
      ? `the program ${exec.command} was not found`
      : `the program ${exec.command} cannot be run (${cause.code ?? 'error'})`,
    {
      ...exec.place,
      cause,
      ...(missing && exec.installHint !== undefined && { hint: exec.installHint.trim() }),
    },
  );
}
