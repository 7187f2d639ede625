import { ansiPalette, type Palette, plainPalette } from '../report/index.ts';
import type { GlobalFlags } from './flags.ts';
import { programName } from './program-name.ts';

/** Commands as this program was called. Colour only for a person at a terminal who did not decline it (https://no-color.org). */
export function paletteFor(flags: GlobalFlags, stream: NodeJS.WriteStream = process.stdout): Palette {
  const declined = !flags.color || (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb';
  const forced = (process.env['FORCE_COLOR'] ?? '') !== '';
  const palette = !declined && (stream.isTTY || forced) ? ansiPalette : plainPalette;
  return { ...palette, command: (text) => palette.command(text.replace(/^plimsoll(?= )/, programName())) };
}
