import type { CredentialSource } from './authentication/credentials.ts';
import type { ExecPluginOptions } from './authentication/exec-plugin.ts';
import type { Impersonation } from './kubeconfig/kubeconfig.ts';
import type { KubeconfigLocation } from './kubeconfig/load-kubeconfig.ts';

export interface ConnectionOptions extends KubeconfigLocation, ExecPluginOptions {
  /** `--context`; the current one when absent. */
  readonly context?: string;
  /** `--as`, `--as-group`. */
  readonly impersonate?: Impersonation;
}

/** Everything a client needs to talk to one API server. */
export interface Connection {
  /** The kubeconfig context; undefined inside a cluster. */
  readonly context?: string;
  /** Origin and path prefix, no slash at the end. */
  readonly server: string;
  /** The namespace of the context. */
  readonly namespace?: string;
  /** PEM; the system's authorities when absent. */
  readonly certificateAuthority?: string;
  readonly insecureSkipTlsVerify: boolean;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  /** Saves the server work where the network is fast. */
  readonly disableCompression?: boolean;
  readonly credentials: CredentialSource;
  readonly impersonate?: Impersonation;
}
