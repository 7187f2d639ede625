#!/usr/bin/env node
import { CommanderError } from 'commander';
import { formatError } from './errors.ts';
import { endOnBrokenOutput, sayText } from './output.ts';
import { createProgram } from './program.ts';

endOnBrokenOutput();
try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    sayText(`${formatError(error)}\n`);
    process.exitCode = 2;
  }
}
