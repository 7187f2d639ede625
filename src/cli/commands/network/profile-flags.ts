import { nearest } from '../../../cluster/index.ts';
import {
  type ProfileChoice,
  type ProfileChoices,
  type ProfileId,
  profileChoices,
  profileIds,
  type WantedProfile,
} from '../../../network/index.ts';
import { listed } from '../../../report/index.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { CliError } from '../../errors.ts';

export interface ProfileFlags {
  readonly profile?: string;
  /** `NAME=true` or `NAME=false`. */
  readonly profileOption?: readonly string[];
}

/**
 * What the configuration says of the profile, and then the command line, which wins.
 *
 * @throws CliError `usage`
 */
export function wantedProfiles(
  { profile, profileOption = [] }: ProfileFlags,
  { config, file }: Pick<LoadedConfig, 'config' | 'file'>,
): WantedProfile[] {
  const id = profile === undefined ? undefined : profileNamed(profile);
  const options = Object.fromEntries(profileOption.map(choiceOf)) satisfies ProfileChoices;
  const by = { profile: '--profile', options: '--profile-option' };
  const place = file ?? 'plimsoll.yaml';
  return [
    { ...config.network, by: { profile: place, options: place } },
    { ...(id !== undefined && { profile: id }), options, by },
  ];
}

function profileNamed(text: string): ProfileId {
  const id = profileIds.find((each) => each === text);
  if (id === undefined)
    throw new CliError('usage', `--profile ${text}: there is no such profile`, among(text, profileIds));
  return id;
}

function choiceOf(text: string): [ProfileChoice, boolean] {
  const [, name = '', value] = /^([^=]*)(?:=(.*))?$/.exec(text) ?? [];
  const known = profileChoices.find((each) => each === name);
  const wrong = (message: string, hint: string) =>
    new CliError('usage', `--profile-option ${text}: ${message}`, hint);
  if (known === undefined) throw wrong('there is no such option of a profile', among(name, profileChoices));
  if (value !== 'true' && value !== 'false')
    throw wrong(
      value === undefined ? 'it has no value' : 'must be true or false',
      `Write ${known}=true or ${known}=false.`,
    );
  return [known, value === 'true'];
}

function among(text: string, names: readonly string[]): string {
  const near = nearest(text, names);
  return near === undefined ? `One of ${listed(names)}.` : `Did you mean ${near}?`;
}
