import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { FieldPath, Problem } from '../../cluster/index.ts';
import type { PolicyDocument } from '../../controls/index.ts';
import { decodeText, readYaml } from '../../sources/yaml/index.ts';
import { CliError } from '../errors.ts';

/** What a folder of policies holds. */
export interface PolicyFolder {
  /** Every document of every file, in order. */
  readonly documents: readonly PolicyDocument[];
  /** Files of expected results: `NAME.test.yaml`. */
  readonly tests: readonly PolicyDocument[];
  /** What is no YAML. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a folder, or one file, of Kubernetes manifests.
 * @throws CliError `target-not-found` where there is nothing
 */
export function readPolicyFolder(folder: string): PolicyFolder {
  const documents: PolicyDocument[] = [];
  const tests: PolicyDocument[] = [];
  const problems: Problem[] = [];
  for (const file of filesOf(folder)) {
    const read = readDocuments(file);
    problems.push(...read.problems);
    (/\.test\.ya?ml$/.test(file) ? tests : documents).push(...read.documents);
  }
  return { documents, tests, problems };
}

function filesOf(folder: string): string[] {
  const hint = 'Name a folder of ValidatingAdmissionPolicies and their bindings, as kubectl apply takes it.';
  if (!existsSync(folder)) throw new CliError('target-not-found', `There is no folder "${folder}"`, hint);
  if (!statSync(folder).isDirectory()) return [folder];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ya?ml|json)$/.test(file))
    .sort();
  if (files.length === 0) throw new CliError('target-not-found', `There is no policy in "${folder}"`, hint);
  return files.map((file) => path.join(folder, file));
}

/** The documents of one file with their places. */
export function readDocuments(file: string): {
  readonly documents: readonly PolicyDocument[];
  readonly problems: readonly Problem[];
} {
  const decoded = decodeText(readFileSync(file));
  if (decoded === undefined) {
    const message = 'this is no text file';
    return { documents: [], problems: [{ code: 'policy-shape', message, file, severity: 'error' }] };
  }
  const { text } = decoded;
  const { documents, problems } = readYaml(text, file);
  return {
    problems,
    documents: documents.map((document) => ({
      file,
      content: document.value,
      locate: (at: FieldPath) => ({ file, ...document.locate(at) }),
      written: (at: FieldPath) => {
        const field = document.nodeAt(at);
        return field && { text, start: field.start, end: field.end };
      },
    })),
  };
}
