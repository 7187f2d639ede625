import { readFileSync } from 'node:fs';

/** Set by the bundler; from source the version is read from package.json. */
declare const PLIMSOLL_VERSION: string | undefined;

/** The version of this tool, as package.json has it. */
export function toolVersion(): string {
  if (typeof PLIMSOLL_VERSION === 'string') return PLIMSOLL_VERSION;
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}
