export { SnapshotError, type SnapshotErrorCode } from './errors.ts';
export {
  looksLikeSnapshot,
  type ReadSnapshotOptions,
  readSnapshot,
  type SnapshotReading,
} from './read-snapshot.ts';
export { type SnapshotOrigin, writeSnapshot } from './write-snapshot.ts';
