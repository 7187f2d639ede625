import type { NetworkEngine } from '../../../network/index.ts';
import type { ReadNetwork } from './read-networks.ts';
import type { ShownPart } from './shown-part.ts';

/** Pods of a part that policies may cover which are not judged: what is told of them is incomplete, as where something was not read. */
export function unjudgedPods(network: ReadNetwork, part: ShownPart): NetworkEngine['pods'] {
  const { engine } = network;
  return engine.pods.filter((pod) => engine.unjudged(pod).length > 0 && part.shows(network, pod));
}
