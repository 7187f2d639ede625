import { describe, expect, it } from 'vitest';
import { parseConfig } from './load.ts';
import { ConfigSchema } from './schema.ts';
import { configTemplate } from './template.ts';

const parse = (text: string) => parseConfig(Buffer.from(text), 'plimsoll.yaml').config;

describe('plimsoll.yaml', () => {
  it('may be empty', () => {
    expect(parse('')).toEqual({});
    expect(parse('# nothing yet\n')).toEqual({});
  });

  it('names scopes, teams, parameters and the gate', () => {
    const text = `
scopes:
  cde: {namespaces: [checkout], clusters: [prod]}
teams: {labels: [team]}
parameters:
  unapproved-registry: {allowedRegistries: [registry.example]}
gate: {failOn: critical, minCoverage: 90, require: [cloud]}
`;
    expect(parse(text)).toEqual({
      scopes: { cde: { namespaces: ['checkout'], clusters: ['prod'] } },
      teams: { labels: ['team'] },
      parameters: { 'unapproved-registry': { allowedRegistries: ['registry.example'] } },
      gate: { failOn: 'critical', minCoverage: 90, require: ['cloud'] },
    });
  });

  it('that init writes is right when its comments are taken away', () => {
    const fields = configTemplate.replaceAll(/^# (?=[ a-z]+:|  )/gm, '');
    expect(Object.keys(parse(fields)).toSorted()).toEqual(Object.keys(ConfigSchema.properties).toSorted());
  });

  it('says every mistake with line and column', () => {
    const text = 'scopes:\n  cde:\n    namespace: [checkout]\ngate:\n  failOn: severe\n';
    expect(() => parse(text)).toThrow(/plimsoll\.yaml:3:5: scopes\.cde\.namespace: no such field/);
    expect(() => parse(text)).toThrow(
      /plimsoll\.yaml:5:3: gate\.failOn: must be one of critical, high, medium, low, never/,
    );
  });

  it('says what was meant', () => {
    expect(() => parse('scopes:\n  cde: {namespace: [a]}\n')).toThrow(/did you mean namespaces\?/);
    expect(() => parse('gates: {}\n')).toThrow(
      /plimsoll\.yaml:1:1: gates: no such field; did you mean gate\?/,
    );
    expect(() => parse('gate: {failOn: hihg}\n')).toThrow(/did you mean high\?/);
    expect(() => parse('severities: {host-pid: highest}\n')).toThrow(
      /1:14: severities\.host-pid: must be one of/,
    );
  });

  it('takes targets, owners, severities, exceptions, score and a baseline', () => {
    const text = `
targets: [k8s/, context:prod]
scopes: {live: {clusters: [prod]}}
owners: {platform: {namespaces: [kube-*]}}
severities: {host-pid: critical}
exceptions: {files: [exceptions.yaml], annotations: true, require: [ticket], maxFindings: 10, maxDays: 180}
score: {production: [live]}
gate: {baseline: main.json}
`;
    expect(Object.keys(parse(text))).toHaveLength(7);
  });

  it('knows the scopes that production names', () => {
    expect(() => parse('score: {production: [live]}\n')).toThrow(
      /1:22: score\.production\[0\]: there is no scope "live"/,
    );
  });

  it('says where the YAML itself is broken', () => {
    expect(() => parse('scopes: [a\n')).toThrow(/plimsoll\.yaml:\d+:\d+: /);
  });
});
