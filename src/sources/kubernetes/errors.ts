import { visibleText } from '../../cluster/index.ts';

/**
 * Everything that keeps a cluster from being read at all, by stable code; documented in docs/errors.md.
 * What keeps one resource type from being read is no error but a coverage row.
 */
const hints = {
  'kubeconfig-missing':
    'Set KUBECONFIG, pass --kubeconfig, or scan a folder of manifests or a snapshot instead.',
  'kubeconfig-unreadable': 'Check that the file exists and that you may read it.',
  'kubeconfig-syntax': 'Correct the file; `kubectl config view` shows what kubectl makes of it.',
  'kubeconfig-field':
    'Correct the field; https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ says what it takes.',
  'kubeconfig-duplicate': 'Give each entry of the file its own name.',
  'context-missing': 'Choose one with --context.',
  'context-incomplete': 'Correct the context with `kubectl config set-context`.',
  'credential-unsupported': 'Use a token, a client certificate or an exec plugin.',
  'credential-file': 'Check that the file exists and that you may read it.',
  'exec-plugin-missing': 'Install the program, or put it on PATH.',
  'exec-plugin-failed': 'Run the program by hand to see what it says; you may have to log in again.',
  'exec-plugin-answer': 'Update the program, or set the apiVersion in the kubeconfig to one it speaks.',
  'exec-plugin-interactive': 'Run this in a terminal, or use credentials that ask nothing.',
  'proxy-unsupported': 'Use an http://, https:// or socks5:// proxy-url.',
  'not-in-cluster': 'This works inside a pod with a service account token only.',
  'server-unreachable': 'Check the address, the VPN or the proxy; `kubectl version` should answer.',
  'server-timeout': 'Check the network path, or raise the time limit.',
  'server-certificate': 'Check certificate-authority-data and tls-server-name of the kubeconfig cluster.',
  'server-not-kubernetes': 'Check the server address: what answers there is no Kubernetes API server.',
  'not-authenticated': 'Log in again; the credentials are missing, wrong or expired.',
  'impersonation-denied':
    'Grant the verb `impersonate` on that user or group, or leave out --as and --as-group.',
  'everything-denied':
    'Where you may read one namespace, name it with -n. Else ask for access: `plimsoll doctor` prints the ClusterRole.',
  'server-error': 'Look at the health of the API server, then try again.',
  interrupted: 'Nothing was written.',
} as const;

export type KubernetesErrorCode = keyof typeof hints;

export interface ErrorPlace {
  readonly file?: string;
  /** Way to a field of the file: `users[0].user.exec.apiVersion`. */
  readonly field?: string;
  readonly hint?: string;
  readonly cause?: unknown;
}

/** An error with what happened, where, and what to do. Never holds a credential. */
export class KubernetesSourceError extends Error {
  readonly code: KubernetesErrorCode;
  readonly hint: string;
  readonly file?: string;
  readonly field?: string;

  constructor(code: KubernetesErrorCode, message: string, place: ErrorPlace = {}) {
    const where = [place.file, place.field].filter(Boolean).join(': ');
    super(visibleText(where === '' ? message : `${where}: ${message}`), { cause: place.cause });
    this.name = 'KubernetesSourceError';
    this.code = code;
    this.hint = place.hint ?? hints[code];
    if (place.file !== undefined) this.file = place.file;
    if (place.field !== undefined) this.field = place.field;
  }
}
