import { celEnv, parse as parseBuf, plan } from '@bufbuild/cel';
import { Environment as MarcEnvironment } from '@marcbachmann/cel-js';
import { kubernetesEnvironment, types } from '../../cel/src/index.ts';

/** One engine: turns an expression into a function of the object. */
export interface Engine {
  name: string;
  compile(source: string): (object: unknown) => unknown;
  /** What an object has to become before the engine takes it. */
  convert(object: unknown): unknown;
}

const environment = kubernetesEnvironment({ variables: { object: types.dyn } });

const own: Engine = {
  name: '@plimsoll/cel',
  compile(source) {
    const program = environment.compile(source);
    return (object) => program.evaluate({ object });
  },
  convert: (object) => object,
};

/** It takes bigints for ints, so numbers are converted once, outside the measurement. */
function withBigInts(value: unknown): unknown {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(withBigInts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withBigInts(inner)]));
}

const marcEnvironment = new MarcEnvironment({ unlistedVariablesAreDyn: true });

const marc: Engine = {
  name: '@marcbachmann/cel-js',
  compile(source) {
    const program = marcEnvironment.parse(source);
    return (object) => program({ object });
  },
  convert: withBigInts,
};

const bufEnvironment = celEnv();

const buf: Engine = {
  name: '@bufbuild/cel',
  compile(source) {
    const program = plan(bufEnvironment, parseBuf(source));
    return (object) => program({ object } as never);
  },
  convert: (object) => object,
};

export const engines: readonly Engine[] = [own, marc, buf];
