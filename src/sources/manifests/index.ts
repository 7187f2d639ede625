export type { ManifestProblemCode } from './errors.ts';
export { manifestProblems } from './errors.ts';
export type { HelmOptions, ManifestDoor, ManifestOptions, ManifestReading, SkippedFile } from './options.ts';
export { readManifests } from './read-manifests.ts';
