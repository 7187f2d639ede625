import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type EdgeKind, edgeKinds } from './index.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/identity-paths.md'), 'utf8');

describe.each(Object.entries<EdgeKind>(edgeKinds))(
  '%s',
  (id, { title, cut, technique, source, difficulty }) => {
    test('is told in the documentation, with its difficulty and how to cut it', () => {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${id}\` |`));
      expect(row).toContain(title);
      expect(row).toContain(`| ${difficulty} |`);
      expect(row).toContain(technique);
      expect(row).toContain(cut);
      expect(row).toContain(source);
    });
  },
);
