import { closeSync, mkdirSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { dump } from 'js-yaml';
import type { KubernetesObject } from '../../src/cluster/index.ts';
import { realisticSet } from './realistic-set.ts';

/** A `List` as `kubectl get -o json` prints it, without white space. @returns bytes */
export function writeJson(file: string, size: number): number {
  return write(file, size, {
    head: '{"apiVersion":"v1","kind":"List","items":[\n',
    each: JSON.stringify,
    between: ',\n',
    tail: '\n]}\n',
  });
}

const yaml: Layout = {
  head: '',
  each: (object) => dump(object, { noRefs: true }),
  between: '---\n',
  tail: '',
};

/** One document for each object. @returns bytes */
export function writeYaml(file: string, size: number): number {
  return write(file, size, yaml);
}

const documentsOfOneFile = 500;

/** The same in a new folder of files of some MB. @returns how many files */
export function writeYamlFiles(folder: string, size: number): number {
  mkdirSync(folder);
  let files = 0;
  let documents: string[] = [];
  const flush = () => {
    if (documents.length > 0)
      writeFileSync(
        path.join(folder, `${String(files++).padStart(4, '0')}.yaml`),
        documents.join(yaml.between),
      );
    documents = [];
  };
  for (const object of realisticSet(size)) {
    documents.push(yaml.each(object));
    if (documents.length === documentsOfOneFile) flush();
  }
  flush();
  return files;
}

interface Layout {
  readonly head: string;
  readonly each: (object: KubernetesObject) => string;
  readonly between: string;
  readonly tail: string;
}

function write(file: string, size: number, { head, each, between, tail }: Layout): number {
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, head);
  let first = true;
  for (const object of realisticSet(size)) {
    writeSync(descriptor, `${first ? '' : between}${each(object)}`);
    first = false;
  }
  writeSync(descriptor, tail);
  closeSync(descriptor);
  return statSync(file).size;
}
