import { declare, type Library } from '../declaration.ts';
import { fail } from '../failure.ts';

function decode(text: string): Uint8Array {
  if (!/^[A-Za-z0-9+/\r\n]*={0,2}$/.test(text)) fail('conversion', 'illegal base64 data');
  const compact = text.replaceAll(/[\r\n]/g, '').replace(/=+$/, '');
  if (compact.length % 4 === 1) fail('conversion', 'illegal base64 data');
  return Uint8Array.from(atob(compact), (character) => character.charCodeAt(0));
}

function encode(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** https://github.com/google/cel-go/blob/master/ext/encoders.go */
export const encoders: Library = [
  declare('base64_decode_string', 'base64.decode(string): bytes', decode),
  declare('base64_encode_bytes', 'base64.encode(bytes): string', encode),
];
