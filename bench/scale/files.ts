import { closeSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
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
  for (let from = 0; from < size; from += documentsOfOneFile) {
    const name = `${String(files++).padStart(4, '0')}.yaml`;
    write(path.join(folder, name), Math.min(size, from + documentsOfOneFile), yaml, from);
  }
  return files;
}

interface Layout {
  readonly head: string;
  readonly each: (object: KubernetesObject) => string;
  readonly between: string;
  readonly tail: string;
}

function write(file: string, size: number, { head, each, between, tail }: Layout, from = 0): number {
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, head);
  let first = true;
  for (const object of realisticSet(size, from)) {
    writeSync(descriptor, `${first ? '' : between}${each(object)}`);
    first = false;
  }
  writeSync(descriptor, tail);
  closeSync(descriptor);
  return statSync(file).size;
}
