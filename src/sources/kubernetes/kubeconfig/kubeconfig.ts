/**
 * A kubeconfig as read: relative paths made absolute, data decoded by nobody yet.
 * https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 */
export interface Kubeconfig {
  readonly currentContext?: string;
  readonly clusters: ReadonlyMap<string, KubeconfigCluster>;
  readonly users: ReadonlyMap<string, KubeconfigUser>;
  readonly contexts: ReadonlyMap<string, KubeconfigContext>;
  /** The files that were merged, first wins. */
  readonly files: readonly string[];
}

/** Where an entry was written, for error messages. */
export interface EntryPlace {
  readonly file: string;
  readonly field: string;
}

export interface KubeconfigCluster {
  readonly place: EntryPlace;
  readonly server: string;
  readonly certificateAuthority?: string;
  /** Base64 of PEM. */
  readonly certificateAuthorityData?: string;
  readonly insecureSkipTlsVerify: boolean;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  readonly disableCompression: boolean;
  /** `extension` of the entry named client.authentication.k8s.io/exec: passed to exec plugins. */
  readonly execConfig?: unknown;
}

export interface KubeconfigUser {
  readonly place: EntryPlace;
  readonly clientCertificate?: string;
  readonly clientCertificateData?: string;
  readonly clientKey?: string;
  readonly clientKeyData?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly authProvider?: string;
  readonly impersonate?: Impersonation;
  readonly exec?: ExecConfig;
}

export interface Impersonation {
  readonly user?: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins */
export interface ExecConfig {
  readonly place: EntryPlace;
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly installHint?: string;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
}

export interface KubeconfigContext {
  readonly place: EntryPlace;
  readonly cluster: string;
  readonly user: string;
  readonly namespace?: string;
}
