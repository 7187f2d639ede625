export { type Destination, destinationOf } from './destination.ts';
export { SnapshotError, type SnapshotErrorCode } from './errors.ts';
export { looksLikeSnapshot } from './looks-like-snapshot.ts';
export {
  type ReadSnapshotOptions,
  readSnapshot,
  type SnapshotReading,
} from './read-snapshot.ts';
export { type SnapshotOrigin, writeSnapshot } from './write-snapshot.ts';
