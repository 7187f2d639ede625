import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { exceptionMatcher } from '../../controls/index.ts';
import { parseExceptions, readExceptionFiles } from './read.ts';

const controls = new Set(['host-path-volume', 'privileged-container', 'host-port']);
const parse = (text: string, rules = {}) =>
  parseExceptions(Buffer.from(text), 'accepted.yaml', { controls, ...rules });
const file = (...entries: string[]) =>
  `schema: plimsoll.exceptions/v1\nexceptions:\n${entries.map((entry) => `  - {${entry}}\n`).join('')}`;
const decided = 'owner: a, reason: b, expires: 2027-01-31';
const narrow = 'controls: [host-port], scope: {names: [api]}';

describe('a file of exceptions', () => {
  it('is read with the place of each exception', () => {
    const [first, second] = parse(file(`id: one, ${narrow}, ${decided}`, `id: two, ${narrow}, ${decided}`));
    expect(first).toMatchObject({ id: 'one', expires: '2027-01-31', origin: { kind: 'file', line: 3 } });
    expect(second).toMatchObject({ id: 'two', origin: { file: 'accepted.yaml', line: 4, column: 5 } });
  });

  it('may hold none', () => {
    expect(parse('schema: plimsoll.exceptions/v1\nexceptions: []\n')).toEqual([]);
    expect(parse('# nothing yet\n')).toEqual([]);
    expect(() => parse(' \n')).toThrow('accepted.yaml is empty');
  });

  it('has all its mistakes named at once, those of form and those of meaning', () => {
    const written = file(
      `id: one, ${narrow}, ${decided}, colour: red`,
      `id: one, ${narrow}, owner: a, reason: b, expires: 31.1.2027`,
      `id: two, ${narrow}, owner: 3, reason: b, expires: 2027-01-31`,
    );
    expect(() => parse(written)).toThrow(
      /colour: no such field[^]*owner: must be text[^]*is no date[^]*one is the id/,
    );
  });

  it.each([
    [
      `id: x, ${narrow}, owner: "", reason: b, expires: 2027-01-31`,
      /3:\d+: exceptions\[0\]\.owner: must not be empty/,
    ],
    [
      `id: x, ${narrow}, owner: a, reason: "  ", expires: 2027-01-31`,
      /exceptions\[0\]\.reason: must not be empty/,
    ],
    [`id: x, ${narrow}, owner: a, expires: 2027-01-31`, /3:5: exceptions\[0\]: reason is missing/],
    [
      `id: x, ${narrow}, owner: a, reason: b, expires: 31.1.2027`,
      /exceptions\[0\]\.expires: 31\.1\.2027 is no date/,
    ],
    [`id: x, ${narrow}, owner: a, reason: b, expires: 2027-02-30`, /2027-02-30 is no date/],
    [
      `id: x, ${narrow}, owner: a, reason: b, expires: 2027`,
      /exceptions\[0\]\.expires: must be text: put it in quotes/,
    ],
    [`id: x, objectIds: [1111111111111111], ${decided}`, /objectIds\[0\]: must be text: put it in quotes/],
    [
      `id: x, controls: [host-prot], scope: {names: [a]}, ${decided}`,
      /controls\[0\]: there is no control "host-prot"; did you mean host-port\?/,
    ],
    [`id: x, controls: [host-port], ${decided}`, /it covers its controls everywhere: scope is missing/],
    [`id: x, scope: {names: [a]}, ${decided}`, /neither which findings \(objectIds\) nor which controls/],
    [`id: x, objectIds: [abc], ${decided}`, /objectIds\[0\]: must match/],
    [
      `id: x, ${narrow}, ${decided}, tickets: T-1`,
      /exceptions\[0\]\.tickets: no such field; did you mean ticket\?/,
    ],
    [
      `id: x, controls: [host-port], scope: {namespace: [a]}, ${decided}`,
      /scope\.namespace: no such field; did you mean namespaces\?/,
    ],
    [
      `id: x, objectIds: ['0123456789abcdef'], contentDigests: {fedcba9876543210: ['${'a'.repeat(32)}']}, ${decided}`,
      /contentDigests\.fedcba9876543210: fedcba9876543210 is none of its objectIds/,
    ],
    [
      `id: x, objectIds: ['0123456789abcdef'], contentDigests: {'0123456789abcdef': ['0123']}, ${decided}`,
      /contentDigests/,
    ],
  ])('says what is wrong, and where: %s', (entry, what) => {
    expect(() => parse(file(entry))).toThrow(what);
  });

  it('names all mistakes at once', () => {
    const bad = file(
      `id: x, ${narrow}, owner: a, reason: b, expires: soon`,
      `id: x, controls: [nothing], ${decided}`,
    );
    expect(() => parse(bad)).toThrow(
      /expires.*\n.*no control "nothing".*\n.*everywhere.*\n.*is the id of the one at accepted\.yaml:3 too/,
    );
  });

  it('are one file where the configuration and the command line name the same', () => {
    const place = path.join(mkdtempSync(path.join(tmpdir(), 'plimsoll-read-')), 'one.yaml');
    writeFileSync(place, file(`id: x, ${narrow}, ${decided}`));
    const again = path.relative(process.cwd(), place);
    expect(readExceptionFiles([place, again], { controls }).map(({ id }) => id)).toEqual(['x']);
  });

  it('must have what the configuration requires', () => {
    const text = file(`id: x, ${narrow}, ${decided}`);
    expect(() => parse(text, { require: ['ticket', 'approver'] })).toThrow(
      /ticket is missing.*\n.*approver is missing/,
    );
  });

  it('of another version is refused by its version, not by its form', () => {
    expect(() => parse('schema: plimsoll.exceptions/v2\nanything: 1\n')).toThrow(
      'is plimsoll.exceptions/v2, and this plimsoll reads plimsoll.exceptions/v1',
    );
    expect(() => parse('exceptions: []\n')).toThrow(/1:1: the file: schema is missing/);
  });
});

// These files never change: what somebody wrote for an earlier version must go on meaning the same.
describe('files of exceptions that were written once', () => {
  const folder = path.join(import.meta.dirname, 'fixtures/v1');
  const frozen = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

  it('are there', () => {
    expect(frozen).toEqual(['by-object-id.yaml', 'by-scope.yaml', 'every-field.yaml', 'with-digest.yaml']);
  });

  const subject = {
    group: 'apps',
    kind: 'DaemonSet',
    namespace: 'logging',
    name: 'fluent-bit',
    container: 'agent',
  };
  const result = {
    control: 'host-path-volume',
    cluster: 'uid-prod',
    verdict: 'fail' as const,
    severity: 'high' as const,
    subject,
    message: '',
    evidence: [],
    objectId: '0123456789abcdef',
    contentDigest: '0123456789abcdef0123456789abcdef',
    instanceId: '0123456789abcdef-000000000000',
  };

  test.each(frozen)('%s is read, and covers what it covered', (name) => {
    const exceptions = parseExceptions(readFileSync(path.join(folder, name)), name, { controls });
    const matcher = exceptionMatcher(
      exceptions,
      { id: 'uid-prod', name: 'prod' },
      Date.parse('2026-11-25T00:00:00Z'),
    );
    expect(matcher(result)).toMatchObject({ state: 'in-force' });
    const other = { ...result, objectId: 'fedcba9876543210', subject: { ...subject, name: 'other' } };
    expect(matcher(other)).toBeUndefined();
    const late = exceptionMatcher(
      exceptions,
      { id: 'uid-prod', name: 'prod' },
      Date.parse('2030-01-01T00:00:00Z'),
    );
    expect(late(result)).toMatchObject({ state: 'expired' });
  });
});
