import Type, { type Static } from 'typebox';
import type { DetectedProfile } from './detect-profile.ts';
import { type Profile, type ProfileOptions, profileIds, profiles } from './profile.ts';

const closed = { additionalProperties: false } as const;
const choice = (description: string) => Type.Optional(Type.Boolean({ description }));

/** What of a profile can be said to be otherwise. */
const ProfileChoicesSchema = Type.Object(
  {
    enforces: choice('Whether anybody enforces policies.'),
    networkPolicies: choice('Whether NetworkPolicy is enforced.'),
    clusterNetworkPolicies: choice(
      'Whether ClusterNetworkPolicy, AdminNetworkPolicy and BaselineAdminNetworkPolicy are enforced.',
    ),
    ipBlockMatchesPods: choice('Whether an ipBlock matches pods by their addresses.'),
    ipBlockMatchesNodes: choice('Whether an ipBlock matches nodes, and pods in the network of their node.'),
    filtersOwnNode: choice('Whether policies hold for what the own node of a pod opens to it.'),
    isolatesAll: choice('Whether pods are closed that no policy selects.'),
    filtersNames: choice('Whether policies of Cilium by names of hosts or by layer 7 take effect.'),
    icmpByRules: choice('Whether rules without ports, and they alone, allow ICMP at a pod that is isolated.'),
  },
  {
    ...closed,
    description:
      'What the API leaves to the plugin of the network, where it is otherwise than in the profile.',
  },
);

/** The `network` of plimsoll.yaml. */
export const NetworkSettingsSchema = Type.Object(
  {
    profile: Type.Optional(
      Type.Enum([...profileIds], {
        description: 'Who enforces policies: default is whom the cluster shows.',
      }),
    ),
    options: Type.Optional(ProfileChoicesSchema),
  },
  {
    ...closed,
    description: 'How the commands of network read policies; --profile and --profile-option win.',
  },
);

export type NetworkSettings = Static<typeof NetworkSettingsSchema>;
export type ProfileChoices = Static<typeof ProfileChoicesSchema>;
export type ProfileChoice = keyof ProfileChoices;

/** The names of all choices, in the order in which they are told. */
export const profileChoices = Object.keys(ProfileChoicesSchema.properties) as readonly ProfileChoice[];

/** A profile as somebody wants it. */
export interface WantedProfile extends NetworkSettings {
  /** Who says so, to be told: `--profile`, `plimsoll.yaml`. */
  readonly by: { readonly profile: string; readonly options: string };
}

/** The profile of a cluster with what is wanted otherwise, the last of several last; the evidence tells both. */
export function wantedProfile(found: DetectedProfile, wanted: readonly WantedProfile[]): DetectedProfile {
  let { profile, evidence, certain } = found;
  for (const { profile: id, by } of wanted)
    if (id !== undefined) {
      profile = profiles[id];
      evidence = [`it was named by ${by.profile}`];
      certain = true;
    }
  for (const { options = {}, by } of wanted)
    for (const name of profileChoices) {
      const value = options[name];
      if (value === undefined) continue;
      profile = withChoice(profile, name, value);
      evidence = [...evidence, `${name} is ${value} by ${by.options}`];
    }
  return { profile, evidence, certain };
}

function withChoice(profile: Profile, name: ProfileChoice, value: boolean): Profile {
  if (name === 'enforces') return { ...profile, enforces: value };
  const options = (changed: Partial<ProfileOptions>): Profile => ({
    ...profile,
    options: { ...profile.options, ...changed },
  });
  if (name === 'clusterNetworkPolicies') return options({ kinds: clusterWide(profile.options.kinds, value) });
  if (name !== 'icmpByRules') return options({ [name]: value });
  if (value) return options({ icmp: 'by-rules' });
  const { icmp: _icmp, ...others } = profile.options;
  return { ...profile, options: others };
}

function clusterWide(kinds: ProfileOptions['kinds'], value: boolean): ProfileOptions['kinds'] {
  const known = ['ClusterNetworkPolicy', 'AdminNetworkPolicy'] as const;
  const others = kinds.filter((kind) => !known.some((each) => each === kind));
  return value ? [...known, ...others] : others;
}
