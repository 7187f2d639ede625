export { runIdentityAudit } from './identity/audit.ts';
export { runCanI } from './identity/can-i.ts';
export { runWhoCan } from './identity/who-can.ts';
