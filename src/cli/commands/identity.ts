export { type AuditFlags, parseAuditOutput, runIdentityAudit } from './identity/audit.ts';
export { runCanI } from './identity/can-i.ts';
export { runEvidence } from './identity/evidence.ts';
export { runNarrow } from './identity/narrow.ts';
export { runIdentityPaths } from './identity/paths.ts';
export { runWhoCan } from './identity/who-can.ts';
