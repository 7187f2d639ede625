import { aws } from './aws.ts';
import { azure } from './azure.ts';
import { cloudPower } from './cloud-power.ts';
import { controlPlane } from './control-plane.ts';
import { credentials } from './credentials.ts';
import { entryPoints } from './entry-points.ts';
import { google } from './google.ts';
import { memberships } from './memberships.ts';
import { metadataService } from './metadata-service.ts';
import { nodes } from './nodes.ts';
import { operators } from './operators.ts';
import { roles } from './roles.ts';
import { rule } from './rule.ts';
import { workloads } from './workloads.ts';

export type { EdgeKind } from './edge-kind.ts';

/** Every kind of step, by id. The predicates that find them are in `families/` and `cloud/`. */
export const edgeKinds = {
  ...memberships,
  ...credentials,
  ...roles,
  ...workloads,
  ...rule,
  ...controlPlane,
  ...operators,
  ...nodes,
  ...aws,
  ...azure,
  ...google,
  ...metadataService,
  ...cloudPower,
  ...entryPoints,
} as const;

export type EdgeKindName = keyof typeof edgeKinds;
