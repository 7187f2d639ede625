import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'kept');

/** Questions on which the two sides once differed: asked again in every run. */
export function keptCases<Question>(subject: string): Question[] {
  const own = join(folder, subject);
  if (!existsSync(own)) return [];
  return readdirSync(own)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(own, name), 'utf8')) as Question);
}

/** Keeps a question as a file of the checkout, named by its content. */
export function keepCase(subject: string, question: unknown): string {
  const text = `${JSON.stringify(question, null, 2)}\n`;
  const name = `${createHash('sha256').update(text).digest('hex').slice(0, 12)}.json`;
  mkdirSync(join(folder, subject), { recursive: true });
  const file = join(folder, subject, name);
  writeFileSync(file, text);
  return file;
}
