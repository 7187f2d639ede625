import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const Names = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 });

/** What plimsoll.yaml may say. Published as docs/schemas/config-v1.json, so that editors check it while people type. */
export const ConfigSchema = Type.Object(
  {
    /** Named parts of the fleet, used as filter (`--scope cde`) and heading. */
    scopes: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' }),
        Type.Object(
          {
            namespaces: Type.Optional(Names),
            clusters: Type.Optional(Names),
            labels: Type.Optional(Type.Record(Type.String(), Type.String())),
          },
          {
            ...closed,
            minProperties: 1,
            description: 'All given fields must match; a list names alternatives.',
          },
        ),
        { description: 'Named parts of the fleet: --scope NAME shows one, reports name them.' },
      ),
    ),
    teams: Type.Optional(
      Type.Object(
        { labels: Names },
        {
          ...closed,
          description:
            'Labels of a workload or its namespace that name the team; the first that is set wins.',
        },
      ),
    ),
    parameters: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' }),
        Type.Record(
          Type.String(),
          Type.Union([Type.String(), Type.Integer(), Type.Boolean(), Type.Array(Type.String())]),
        ),
        { description: 'Parameters of controls: control id, then parameter name, then value.' },
      ),
    ),
    policies: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description: 'Folders with controls of your own, relative to this file.',
      }),
    ),
    gate: Type.Optional(
      Type.Object(
        {
          failOn: Type.Optional(Type.Enum(['critical', 'high', 'medium', 'low', 'never'])),
          minCoverage: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
          require: Type.Optional(
            Type.Array(
              Type.Enum(['cloud', 'audit-log', 'sensor', 'flows', 'registry', 'secrets', 'whole-cluster']),
            ),
          ),
        },
        { ...closed, description: 'When a run fails; options of the command line win.' },
      ),
    ),
  },
  {
    ...closed,
    $id: 'urn:plimsoll:schema:config:v1',
    title: 'Plimsoll configuration (plimsoll.yaml)',
  },
);

export type Config = Static<typeof ConfigSchema>;
