import type { NetworkMapDocument, NetworkMapWorkload } from '../../src/network/map-schema.ts';
import { withoutOutput } from '../../src/report/commands.ts';
import type { ConnectedBy } from './model/network.ts';

export const isolationTexts: Readonly<Record<NetworkMapWorkload['ingress'], string>> = {
  isolated: 'isolated',
  'allows-all': 'allows all',
  open: 'open',
  'not-enforced': 'not enforced',
  unknown: 'not known',
  'outside-policy': 'on its node',
};

export const internetTexts: Readonly<Record<NetworkMapWorkload['internet'], string>> = {
  'any-port': 'every port',
  'some-ports': 'some ports',
  'port-443': 'port 443',
  'some-addresses': 'some addresses',
  'some-names': 'some names',
  none: 'no',
  unknown: 'not known',
};

/** What lets a connection be. */
export const byTexts: Readonly<Record<ConnectedBy, string>> = {
  rule: 'a rule',
  open: 'no policy',
  unknown: 'not known',
};

/** The command of this map without its outputs. */
export function mapCommand({ command }: Pick<NetworkMapDocument, 'command'>): string {
  return withoutOutput(command);
}

/** Another command of the network on the same targets. */
export function networkCommand(network: Pick<NetworkMapDocument, 'command'>, name: string): string {
  return mapCommand(network).replace(/\bnetwork reach\b/, `network ${name}`);
}
