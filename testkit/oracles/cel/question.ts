import type { OpenApiSchema } from '../../../cel/src/index.ts';

/** The shapes that testkit/kubebox/oracle_cel.go reads and writes. */
export interface CelQuestion {
  readonly expression: string;
  /** A Kubernetes minor version, such as `1.34`. */
  readonly version: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** `list(string)` and its like, for variables that are not dyn. */
  readonly types?: Readonly<Record<string, string>>;
  /** OpenAPI v3 schemas of variables. */
  readonly schemas?: Readonly<Record<string, OpenApiSchema>>;
  readonly authorizer?: { readonly allow: readonly string[]; readonly fail: readonly string[] };
  /** Asks for the static estimate instead of an evaluation. */
  readonly estimate?: boolean;
}

export interface CelAnswer {
  readonly outcome: 'value' | 'error' | 'compile-error' | 'panic';
  readonly value?: unknown;
  readonly type?: string;
  readonly cost?: number;
  readonly estimate?: { readonly min: string; readonly max: string };
  readonly message?: string;
}
