import type { ServiceAccount } from '../../service-accounts.ts';
import type { Subject } from '../../subject.ts';
import type { EdgeKindName } from '../edge-kinds/index.ts';

/** What saved answers of one cloud say about who becomes what outside the cluster, and how that leads back in. */
export interface CloudLayer {
  readonly cloud: 'aws' | 'azure' | 'google';
  /** Service accounts that become an identity of the cloud by their token. */
  readonly federations: readonly Federation[];
  /** Identities of the nodes. */
  readonly nodes: readonly NodeAccess[];
  /** What an identity leads to. */
  powersOf(identity: string): readonly CloudPower[];
  /** Other identities of the cloud that one may act as; absent where the answers of a cloud are not asked for it. */
  actsAs?(identity: string): readonly ImpersonatedIdentity[];
  /** Whether answers say that an identity cannot sign in. */
  isDisabled?(identity: string): boolean;
  /** Who an identity is for the cluster: the users and groups that its requests come from. */
  subjectsOf(identity: string): readonly KnownSubject[];
}

/** Somebody of the cluster, and what says who it is. */
export interface KnownSubject {
  readonly subject: Subject;
  readonly detail?: string;
}

export interface Federation {
  readonly account: ServiceAccount;
  readonly identity: string;
  readonly kind: EdgeKindName;
  /** The file that says so. */
  readonly detail: string;
}

/** An identity that nodes have, which whoever holds a node has too. */
export interface NodeAccess {
  readonly identity: string;
  readonly detail: string;
  /** Set where the metadata service answers pods with a network of their own on some node, with what says so. */
  readonly openToPods?: string;
}

/** An identity of the cloud that another may have tokens of. */
export interface ImpersonatedIdentity {
  readonly identity: string;
  readonly kind: EdgeKindName;
  readonly detail: string;
}

export interface CloudPower {
  readonly to: 'cloud-admin' | 'cluster-admin';
  readonly kind: EdgeKindName;
  readonly detail: string;
}
