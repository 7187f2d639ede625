import { describe, expect, it } from 'vitest';
import { parseConfig } from './load.ts';

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

  it('says every mistake with line and column', () => {
    const text = 'scopes:\n  cde:\n    namespace: [checkout]\ngate:\n  failOn: severe\n';
    expect(() => parse(text)).toThrow(/plimsoll\.yaml:3:5: scopes\.cde\.namespace: no such field/);
    expect(() => parse(text)).toThrow(
      /plimsoll\.yaml:5:3: gate\.failOn: must be one of critical, high, medium, low, never/,
    );
  });

  it('says where the YAML itself is broken', () => {
    expect(() => parse('scopes: [a\n')).toThrow(/plimsoll\.yaml:\d+:\d+: /);
  });
});
