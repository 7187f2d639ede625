import { isFields, visibleText } from '../../../cluster/index.ts';
import type { Answer } from './client.ts';

/** The `message` of a Status, or what the HTTP status code says. */
export function statusMessage({ status, body }: Answer): string {
  const message = isFields(body) ? body['message'] : undefined;
  const text = typeof message === 'string' && message !== '' ? message : 'no message';
  return `HTTP ${status}: ${visibleText(text.length > 400 ? `${text.slice(0, 400)}…` : text)}`;
}
