import { declare, type Library } from '../declaration.ts';
import { fail } from '../failure.ts';
import { intOf } from '../values/numbers.ts';
import { compareSemver, normalizeSemver, parseSemver, type Semver } from '../values/semver.ts';

function find(text: string, normalize = false): Semver | undefined {
  return normalize ? normalizeSemver(text) : parseSemver(text);
}

function read(text: string, normalize = false): Semver {
  return find(text, normalize) ?? fail('conversion', `invalid semantic version ${JSON.stringify(text)}`);
}

const isSemver = (text: string, normalize = false) => find(text, normalize) !== undefined;

/** https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/semverlib.go, version 1. */
export const semver: Library = [
  declare('string_to_semver', 'semver(string): Semver', read),
  declare('string_bool_to_semver', 'semver(string, bool): Semver', read),
  declare('is_semver_string', 'isSemver(string): bool', isSemver),
  declare('is_semver_string_bool', 'isSemver(string, bool): bool', isSemver),
  declare(
    'semver_is_greater_than',
    'Semver.isGreaterThan(Semver): bool',
    (left: Semver, right: Semver) => compareSemver(left, right) > 0,
  ),
  declare(
    'semver_is_less_than',
    'Semver.isLessThan(Semver): bool',
    (left: Semver, right: Semver) => compareSemver(left, right) < 0,
  ),
  declare('semver_compare_to', 'Semver.compareTo(Semver): int', compareSemver),
  declare('semver_major', 'Semver.major(): int', ({ numbers }: Semver) =>
    intOf(BigInt.asIntN(64, numbers[0])),
  ),
  declare('semver_minor', 'Semver.minor(): int', ({ numbers }: Semver) =>
    intOf(BigInt.asIntN(64, numbers[1])),
  ),
  declare('semver_patch', 'Semver.patch(): int', ({ numbers }: Semver) =>
    intOf(BigInt.asIntN(64, numbers[2])),
  ),
];
