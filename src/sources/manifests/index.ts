export type { ManifestProblemCode } from './errors.ts';
export { manifestProblems } from './errors.ts';
export type { HelmOptions, ManifestOptions, ManifestReading, SkippedFile } from './options.ts';
export { ignoredByGit } from './options.ts';
export { readManifests } from './read-manifests.ts';
export { builtInKinds } from './served-kind.ts';
