/** What requests are authenticated with. Both may be absent: the request is then anonymous. */
export interface Credentials {
  readonly token?: string;
  /** PEM. */
  readonly clientCertificate?: ClientCertificate;
}

export interface ClientCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Where credentials come from; they may change while a cluster is read. */
export interface CredentialSource {
  /** @throws KubernetesSourceError when there are none to be had */
  current(): Promise<Credentials>;
  /** The server refused the credentials (401). True when asking again may give others. */
  renew(): boolean;
}

/** Credentials that stay what they are. */
export function fixedCredentials(credentials: Credentials): CredentialSource {
  return { current: async () => credentials, renew: () => false };
}
