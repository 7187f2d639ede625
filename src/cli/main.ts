#!/usr/bin/env node
import { CommanderError } from 'commander';
import { formatError } from './errors.ts';
import { endOnBrokenOutput } from './output.ts';
import { createProgram } from './program.ts';

endOnBrokenOutput();
try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    process.stderr.write(`${formatError(error)}\n`);
    process.exitCode = 2;
  }
}
