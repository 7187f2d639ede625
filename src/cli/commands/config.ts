import { writeFileSync } from 'node:fs';
import { collectConfig } from '../config/load.ts';
import { addMissingPlaces, missingContexts } from '../config/missing-places.ts';
import { configTemplate } from '../config/template.ts';
import { CliError } from '../errors.ts';
import { loadExceptions } from '../exceptions/load.ts';
import { loadControls } from '../judge/catalogue.ts';
import { printText, sayText } from '../output.ts';

/** `plimsoll config init`: writes a commented file and never overwrites one. */
export async function runConfigInit(options: { filename: string }): Promise<number> {
  try {
    writeFileSync(options.filename, configTemplate, { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new CliError(
        'config-exists',
        `${options.filename} exists and was left alone`,
        `Check it with: plimsoll config validate ${options.filename}`,
      );
    }
    throw new CliError(
      'output-write-failed',
      `${options.filename} could not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  printText(
    `Wrote ${options.filename}. Everything in it is commented out; plimsoll reads it when it stands in the working folder.\n`,
  );
  return 0;
}

/** `plimsoll config validate`: 0 when the file is right, with the controls, parameters, files and exceptions it names, 2 when not. */
export async function runConfigValidate(
  file: string | undefined,
  options: { config?: string },
): Promise<number> {
  const loaded = addMissingPlaces(collectConfig(file ?? options.config ?? 'plimsoll.yaml'));
  const { catalogue } = loadControls(loaded, {});
  loadExceptions(loaded, {}, catalogue);
  for (const line of await missingContexts(loaded)) sayText(`warning: ${line}\n`);
  const sections = Object.keys(loaded.config);
  printText(`${loaded.file}: valid${sections.length === 0 ? ', and empty' : ` (${sections.join(', ')})`}\n`);
  return 0;
}
