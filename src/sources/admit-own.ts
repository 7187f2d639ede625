import { type Admission, createInterner, type Door, type Origin } from '../cluster/index.ts';

/**
 * What the door lets in of a value that was just read and that nobody else holds. Names, images and settings repeat from object to
 * object, and a parser makes a text of its own for each: equal short ones become one, which takes a tenth of a scan's memory away.
 */
export function admitOwn(door: Door, raw: unknown, origin?: Origin): Admission {
  const admission = door.admit(raw, origin);
  if (admission.object !== undefined) shareTexts(admission.object);
  return admission;
}

function shareTexts(value: object): void {
  const holder = value as Record<string | number, unknown>;
  if (Array.isArray(value)) for (let at = 0; at < value.length; at++) shareText(holder, at);
  else for (const key in holder) shareText(holder, key);
}

function shareText(holder: Record<string | number, unknown>, at: string | number): void {
  const item = holder[at];
  if (typeof item === 'string') holder[at] = shared(item);
  else if (typeof item === 'object' && item !== null) shareTexts(item);
}

const shared = createInterner(64, 32_768);
