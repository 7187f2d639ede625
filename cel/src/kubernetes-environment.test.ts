import { describe, expect, test } from 'vitest';
import { types } from './cel-type.ts';
import { kubernetesEnvironment, kubernetesVersions } from './kubernetes-environment.ts';

/** Since which version each expression compiles: MustBaseEnvSet in pkg/cel/environment/base.go. */
const since: readonly [string, string][] = [
  ['object.?a.orValue(1)', '1.28'],
  ['1 < 1.5', '1.28'],
  ["quantity('1').isInteger()", '1.28'],
  ['[1].sum()', '1.28'],
  ["url('https://x/').getHost()", '1.28'],
  ["'%s'.format(['a'])", '1.29'],
  ["strings.quote('a')", '1.29'],
  ['sets.contains([1], [1])', '1.29'],
  ["ip('10.0.0.1').family()", '1.30'],
  ["cidr('10.0.0.0/8').prefixLength()", '1.30'],
  ["format.dns1123Label().validate('a')", '1.31'],
  ["authorizer.group('').resource('pods').labelSelector('a=b')", '1.31'],
  ['[1].all(i, v, i == v)', '1.32'],
  ['{1: 2}.transformMap(k, v, v)', '1.32'],
  ["semver('1.0.0').major()", '1.33'],
  ['[2, 1].sort()', '1.34'],
  ['[2, 1].sortBy(x, -x)', '1.34'],
  ['lists.range(3)', '1.34'],
  ['[1].includes(1)', '1.37'],
];

function compiles(source: string, version: string): boolean {
  const environment = kubernetesEnvironment({
    version,
    variables: { object: types.dyn, authorizer: types.authorizer },
  });
  try {
    environment.compile(source);
    return true;
  } catch {
    return false;
  }
}

function orValueOfInt(version: string): unknown {
  return kubernetesEnvironment({ version, variables: { object: types.dyn } })
    .compile('object.a.orValue(2)')
    .evaluate({ object: { a: 1 } });
}

describe('libraries come with the version of Kubernetes that brought them', () => {
  test.each(since)('%s since %s', (source, first) => {
    const found = kubernetesVersions.filter((version) => compiles(source, version));
    expect(found).toEqual(kubernetesVersions.slice(kubernetesVersions.indexOf(first)));
  });

  test('literals of patterns, durations and formats are checked since 1.29', () => {
    expect(compiles("'a'.matches('(')", '1.29')).toBe(false);
    expect(compiles("'%d'.format(['a'])", '1.29')).toBe(false);
    expect(compiles('[1, object.a]', '1.28')).toBe(false);
  });

  test('orValue on a value that is no optional is an error since cel-go 0.29, which 1.37 has', () => {
    expect(orValueOfInt('1.36')).toBe(1);
    expect(() => orValueOfInt('1.37')).toThrow('no such overload');
  });

  test('math, encoders and bindings only come when asked for', () => {
    for (const source of ['math.abs(-1)', "base64.encode(b'a')", 'cel.bind(x, 1, x)']) {
      expect(compiles(source, '1.37')).toBe(false);
    }
    const environment = kubernetesEnvironment({ variables: {}, libraries: ['math', 'encoders', 'bindings'] });
    expect(environment.compile('math.greatest(1, 2.5, 2u)').evaluate({})).toBe(2.5);
    expect(environment.compile("base64.encode(b'abc')").evaluate({})).toBe('YWJj');
    expect(environment.compile('cel.bind(x, 2, x * x)').evaluate({})).toBe(4);
  });

  test('unknown versions are refused', () => {
    expect(() => kubernetesEnvironment({ version: '1.27', variables: {} })).toThrow('known are 1.28 to 1.37');
  });
});
