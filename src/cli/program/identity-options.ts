import type { Command } from 'commander';
import { addEvidenceOption, addReadingOptions, addWholeTargetOptions } from '../options.ts';

/** What to read and how; which namespaces is for each command to say. */
export function addIdentityOptions(command: Command): void {
  addWholeTargetOptions(command);
  addReadingOptions(command);
  addEvidenceOption(command);
}
