import type { KindKnowledge } from '../cluster/index.ts';
import type { UnknownReason } from './result.ts';

/**
 * Why something is not known that an object which is not in the model would have told, with what would make it known. An
 * object that is missing although its kind was read whole makes the answer `partial`: something took it away meanwhile.
 */
export function missingObject(message: string, knowledge: KindKnowledge): UnknownReason {
  if (knowledge.complete) return { state: 'partial', message };
  const { state, reason, permission, source } = knowledge;
  return {
    state,
    message: `${message}: ${reason}`,
    ...(permission && { permission }),
    ...(source && { source }),
  };
}
