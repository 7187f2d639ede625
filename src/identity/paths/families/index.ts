import { controlPlane } from './control-plane.ts';
import { credentials } from './credentials.ts';
import type { Family } from './family.ts';
import { impersonation } from './impersonation.ts';
import { operators } from './operators.ts';
import { pods } from './pods.ts';
import { escalation, roles } from './roles.ts';
import { secretStores } from './secret-stores.ts';
import { workloads } from './workloads.ts';

export const families: readonly Family[] = [
  roles,
  escalation,
  impersonation,
  credentials,
  workloads,
  pods,
  controlPlane,
  operators,
  secretStores,
];
