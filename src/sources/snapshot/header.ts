import Type, { type Static } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { SnapshotError } from './errors.ts';

/** Raised when a reader of the version before could no longer understand a file. */
export const formatVersion = 1;
export const formatName = 'plimsoll-snapshot';

const Text = Type.String();
const Count = Type.Integer({ minimum: 0 });
const Time = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$' });

const PermissionSchema = Type.Object({
  verbs: Type.Array(Text),
  apiGroup: Text,
  resource: Text,
  namespace: Type.Optional(Text),
});

const ResourceCoverageSchema = Type.Object({
  group: Text,
  version: Text,
  resource: Text,
  kind: Text,
  namespaced: Type.Boolean(),
  namespace: Type.Optional(Text),
  state: Type.Enum(['read', 'denied', 'not-served', 'timed-out', 'broken', 'partial', 'stale']),
  reason: Type.Optional(Text),
  leftOut: Type.Optional(Type.Boolean()),
  permission: Type.Optional(PermissionSchema),
  at: Time,
  objects: Count,
});

/** What was wrong with the input that the objects were read from. */
const ProblemSchema = Type.Object({
  code: Text,
  message: Text,
  hint: Type.Optional(Text),
  file: Type.Optional(Text),
  line: Type.Optional(Count),
  column: Type.Optional(Count),
  severity: Type.Enum(['error', 'warning']),
});

/** The first line of a snapshot. docs/snapshot-format.md explains each field. */
const HeaderSchema = Type.Object({
  format: Type.Literal(formatName),
  formatVersion: Type.Literal(formatVersion),
  toolVersion: Text,
  redactionKeyId: Text,
  objects: Count,
  answers: Type.Optional(Count),
  problems: Type.Optional(Type.Array(ProblemSchema)),
  identity: Type.Object({
    id: Text,
    name: Text,
    kubeSystemUid: Type.Optional(Text),
    context: Type.Optional(Text),
    server: Type.Optional(Text),
    provider: Type.Optional(Type.Enum(['eks', 'aks', 'gke', 'openshift', 'kind', 'k3s', 'unknown'])),
  }),
  version: Type.Object({ major: Count, minor: Count, gitVersion: Text, assumed: Type.Boolean() }),
  provenance: Type.Object({ reader: Type.Optional(Text), startedAt: Time, endedAt: Time }),
  coverage: Type.Object({
    resources: Type.Array(ResourceCoverageSchema),
    notConnected: Type.Array(
      Type.Object({
        source: Type.Enum(['cloud', 'audit-log', 'sensor', 'flows', 'registry', 'secrets', 'whole-cluster']),
        meaning: Text,
      }),
    ),
    discovery: Type.Optional(Type.Object({ complete: Type.Boolean(), failedGroups: Type.Array(Text) })),
  }),
});

export type SnapshotHeader = Static<typeof HeaderSchema>;

/**
 * Reads the first line.
 * @throws SnapshotError `snapshot-not-a-snapshot`, `snapshot-future-version`, `snapshot-header`
 */
export function parseHeader(line: string, file: string): SnapshotHeader {
  const header = parseJson(line);
  const { format, formatVersion: version } = (
    typeof header === 'object' && header !== null ? header : {}
  ) as Partial<SnapshotHeader>;
  if (format !== formatName) throw new SnapshotError('snapshot-not-a-snapshot', file, 'this is no snapshot');
  if (typeof version === 'number' && version > formatVersion) {
    const message = `format version ${version as number}; this plimsoll reads up to ${formatVersion}`;
    throw new SnapshotError('snapshot-future-version', file, message);
  }
  if (Check(HeaderSchema, header)) return header;
  const [first] = Errors(HeaderSchema, header);
  throw new SnapshotError(
    'snapshot-header',
    file,
    `header${first?.instancePath ?? ''} ${first?.message ?? 'is wrong'}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
