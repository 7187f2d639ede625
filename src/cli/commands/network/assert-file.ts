import { createHash } from 'node:crypto';
import type { FieldPath } from '../../../cluster/index.ts';
import {
  type AssertedParty,
  type Assertion,
  type AssertionsForm,
  AssertionsFormSchema,
  assertionsVersion,
} from '../../../network/index.ts';
import { type Mistakes, readNamedFile, readSoundEntries } from '../../config/checked-yaml.ts';
import { CliError } from '../../errors.ts';
import { type PartyReading, readParties } from './assert-party.ts';
import { trafficOf } from './endpoint.ts';

const form = {
  schema: AssertionsFormSchema,
  code: 'assertions-invalid',
  hint: 'docs/network.md says how assertions are written.',
} as const;

/** An assertion with its parties as the file says them. */
export interface WrittenAssertion {
  readonly assertion: Assertion;
  readonly from: string;
  readonly to: string;
}

export interface AssertionsFile {
  readonly path: string;
  /** `sha256:…` of the bytes. */
  readonly digest: string;
  readonly assertions: readonly WrittenAssertion[];
}

/**
 * Reads a file of assertions; all mistakes are named at once, each with line and column.
 *
 * @param scopes names of the scopes of the configuration
 * @throws CliError `assertions-unreadable`, `assertions-invalid`
 */
export function readAssertions(path: string, scopes: readonly string[]): AssertionsFile {
  const bytes = readNamedFile(
    path,
    'assertions-unreadable',
    'The file of assertions comes first, then what to read: plimsoll network assert FILE k8s/',
  );
  refuseOtherVersions(bytes, path);
  const { entries, mistakes } = readSoundEntries(bytes, path, form, 'assertions');
  if (entries.length === 0) {
    mistakes.throwIfAny(form);
    throw new CliError(form.code, `${path} has no assertions`, form.hint);
  }
  const seen = new Map<string, number>();
  const assertions = entries.flatMap(({ value: written, index }) => {
    const at = ['assertions', index];
    const { line } = mistakes.place(at);
    const other = seen.get(written.id);
    if (other !== undefined)
      mistakes.add([...at, 'id'], `${written.id} is the id of the one at line ${other} too`);
    else seen.set(written.id, line);
    return readAssertion(written, at, { mistakes, scopes });
  });
  mistakes.throwIfAny(form);
  return { path, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, assertions };
}

function refuseOtherVersions(bytes: Uint8Array, path: string): void {
  const [, version] = /^schema:\s*["']?([^\s"'#]+)/m.exec(Buffer.from(bytes).toString('utf8')) ?? [];
  if (version === undefined || version === assertionsVersion) return;
  if (version.startsWith('plimsoll.network-assertions/'))
    throw new CliError(
      form.code,
      `${path} is ${version}, and this plimsoll reads ${assertionsVersion}`,
      'Use the plimsoll that the file was written for.',
    );
}

type Written = AssertionsForm['assertions'][number];
const kinds = ['deny', 'only', 'allow'] as const;

function readAssertion(written: Written, at: FieldPath, reading: PartyReading): WrittenAssertion[] {
  const { mistakes } = reading;
  const [kind, ...others] = kinds.filter((each) => written[each] !== undefined);
  const sides = kind === undefined ? undefined : written[kind];
  if (kind === undefined || sides === undefined || others.length > 0) {
    mistakes.add(at, `must have one of ${kinds.join(', ')}${others.length > 0 ? ', and has several' : ''}`);
    return [];
  }
  const inside = [...at, kind];
  const from = readParties(sides.from, [...inside, 'from'], reading);
  const to = readParties(sides.to, [...inside, 'to'], reading);
  if (from.length > 0 && to.length > 0 && kind !== 'only' && isInternet(from) && isInternet(to))
    mistakes.add(inside, 'from and to are the internet, and no policy is about addresses alone');
  const port = sides.port === undefined ? undefined : readPort(sides.port, [...inside, 'port'], mistakes);
  const { id, reason } = written;
  const assertion: Assertion = {
    id,
    ...(reason !== undefined && { reason }),
    kind,
    from,
    to,
    ...(port !== undefined && { port }),
  };
  return [{ assertion, from: partyText(sides.from), to: partyText(sides.to) }];
}

function isInternet(parties: readonly AssertedParty[]): boolean {
  return parties.every(({ type }) => type === 'internet');
}

function readPort(value: unknown, at: FieldPath, mistakes: Mistakes): Assertion['port'] {
  const port = typeof value === 'number' || typeof value === 'string' ? trafficOf(String(value)) : undefined;
  if (port === undefined)
    mistakes.add(
      at,
      `${JSON.stringify(value)} is no port from 1 to 65535, such as 5432 or 53/UDP, and not ICMP/8`,
    );
  return port;
}

/** `shop, internet`, `namespaces dev-*, labels app=web`: a party as the file says it, in one line. */
function partyText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(partyText).join(', ');
  return Object.entries(Object(value) as Record<string, unknown>)
    .map(([field, each]) => `${field} ${namesText(each)}`)
    .join(' with ');
}

function namesText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(String).join(', ');
  return Object.entries(Object(value) as Record<string, unknown>)
    .map(([key, each]) => `${key}=${String(each)}`)
    .join(', ');
}
