export type { DecodedText } from './decode-text.ts';
export { decodeText } from './decode-text.ts';
export type { DocumentLayout, WrittenField } from './document.ts';
export { YamlDocument } from './document.ts';
export type { YamlProblemCode } from './errors.ts';
export { YamlError, yamlProblems } from './errors.ts';
export type { YamlReading } from './read-yaml.ts';
export { readJson, readYaml, readYamlOnly } from './read-yaml.ts';
