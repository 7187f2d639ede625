import { ReportSchema } from './schema.ts';

/** The published JSON Schema (draft 2020-12) of {@link Report}, as a plain document ready to be written. */
export function reportJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...JSON.parse(JSON.stringify(ReportSchema)),
  };
}
