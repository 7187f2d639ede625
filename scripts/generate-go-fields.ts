// `node scripts/generate-go-fields.ts`: writes src/controls/admission/defaults/go-fields.json from the Go types that the
// test API server is built of.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { publishedTypes as compact } from '../src/cluster/schema/index.ts';
import { completedKinds, type GoFields } from '../src/controls/admission/defaults/index.ts';

const root = path.dirname(import.meta.dirname);
const generatedFile = path.join(root, 'src/controls/admission/defaults/go-fields.json');

interface GoField {
  readonly name: string;
  readonly isPointer: boolean;
  readonly isOmittedWhenZero: boolean;
}

const definitions: Readonly<Record<string, readonly string[]>> = compact.definitions;
const kinds: Readonly<Record<string, string>> = compact.kinds;

/** Everything that the completed kinds are made of, without what the server alone writes. */
function reachable(): string[] {
  const found = new Set<string>();
  const queue = completedKinds.map((kind) => kinds[kind] ?? '');
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name) || definitions[name] === undefined || name.endsWith('Status')) continue;
    found.add(name);
    for (const line of definitions[name] ?? [])
      queue.push((line.split(' ')[1] ?? '').replace(/^(\[\]|\{\})+/, ''));
  }
  return [...found].sort();
}

/** Of a definition such as `io.k8s.api.core.v1.Container`: the file that declares it, and its name there. */
function declarationOf(definition: string): readonly [file: string, name: string] {
  const steps = definition.split('.');
  const name = steps.pop() ?? '';
  const [, , module = '', ...rest] = steps;
  return [path.join(moduleDirectory(`k8s.io/${module}`), ...rest, 'types.go'), name];
}

const directories = new Map<string, string>();

function moduleDirectory(module: string): string {
  const known = directories.get(module);
  if (known !== undefined) return known;
  const options = { cwd: path.join(root, 'testkit/kubebox'), encoding: 'utf8' } as const;
  const directory = execFileSync('go', ['list', '-m', '-f', '{{.Dir}}', module], options).trim();
  directories.set(module, directory);
  return directory;
}

function fieldsOf(file: string, name: string): GoField[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const body = new RegExp(`^type ${name} struct \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(text)?.[1] ?? '';
  return body.split('\n').flatMap((line): GoField[] => {
    const match = /^\s*(?:(\w+)\s+)?([^\s/]\S*)\s+`.*?json:"([^"]*)"/.exec(line);
    if (match === null) return [];
    const [, field, type = '', tag = ''] = match;
    const [json = '', ...options] = tag.split(',');
    if (field === undefined && json === '') return fieldsOf(...embedded(file, type));
    const isOmittedWhenZero = options.includes('omitempty') || options.includes('omitzero');
    return json === '' || json === '-'
      ? []
      : [{ name: json, isPointer: type.startsWith('*'), isOmittedWhenZero }];
  });
}

function embedded(file: string, type: string): readonly [file: string, name: string] {
  const [scope, name = scope ?? ''] = type.split('.');
  if (scope === name) return [file, name];
  const of = scope === 'metav1' ? 'apimachinery.pkg.apis.meta.v1' : 'api.core.v1';
  return declarationOf(`io.k8s.${of}.${name}`);
}

function marksOf(definition: string): GoFields {
  const types = new Map((definitions[definition] ?? []).map((line) => line.split(' ') as [string, string]));
  const isKind = types.has('apiVersion') && types.has('metadata');
  const fields = fieldsOf(...declarationOf(definition)).filter(
    ({ name, isPointer }) =>
      types.has(name) && !isPointer && !(isKind && ['apiVersion', 'kind', 'status'].includes(name)),
  );
  const isStruct = ({ name }: GoField) => definitions[types.get(name) ?? ''] !== undefined;
  const names = (keep: (field: GoField) => boolean) => fields.filter(keep).map(({ name }) => name);
  const omitted = names((field) => field.isOmittedWhenZero && !isStruct(field));
  const structs = names(isStruct);
  const zero = names(
    ({ name, isOmittedWhenZero }) =>
      !isOmittedWhenZero && ['string', 'int', 'bool'].includes(types.get(name) ?? ''),
  );
  return {
    ...(omitted.length > 0 && { omitted }),
    ...(structs.length > 0 && { structs }),
    ...(zero.length > 0 && { zero }),
  };
}

if (import.meta.main) {
  const marked = reachable().map((definition) => [definition, marksOf(definition)] as const);
  const told = marked.filter(([, fields]) => Object.keys(fields).length > 0);
  writeFileSync(generatedFile, `${JSON.stringify(Object.fromEntries(told), null, 1)}\n`);
  process.stdout.write(`${generatedFile}\n`);
}
