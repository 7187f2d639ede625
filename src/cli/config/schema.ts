import Type, { type Static } from 'typebox';
import { NetworkSettingsSchema } from '../../network/index.ts';

const closed = { additionalProperties: false } as const;
const Names = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 });

const ControlId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' });
const PartOfFleet = Type.Object(
  {
    namespaces: Type.Optional(Names),
    clusters: Type.Optional(Names),
    labels: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  { ...closed, minProperties: 1, description: 'All given fields must match; a list names alternatives.' },
);

/** What plimsoll.yaml may say. Published as docs/schemas/config-v1.json, so that editors check it while people type. */
export const ConfigSchema = Type.Object(
  {
    targets: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        description:
          'What scan and explain read when nothing is named: files, folders and snapshots relative to this file, or context:NAME.',
      }),
    ),
    /** Named parts of the fleet, used as filter (`--scope cde`) and heading. */
    scopes: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' }), PartOfFleet, {
        description: 'Named parts of the fleet: --scope NAME shows one, reports name them.',
      }),
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
    owners: Type.Optional(
      Type.Record(Type.String({ minLength: 1 }), PartOfFleet, {
        description:
          'Teams of workloads that no label gives one: team, then what it owns; the first that fits.',
      }),
    ),
    severities: Type.Optional(
      Type.Record(ControlId, Type.Enum(['critical', 'high', 'medium', 'low']), {
        description: 'Severities of controls in place of those of the catalogue.',
      }),
    ),
    parameters: Type.Optional(
      Type.Record(
        ControlId,
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
    exceptions: Type.Optional(
      Type.Object(
        {
          files: Type.Optional(
            Type.Array(Type.String({ minLength: 1 }), {
              description: 'Files of exceptions, relative to this file.',
            }),
          ),
          annotations: Type.Optional(
            Type.Boolean({
              description: 'Whether objects may carry exceptions of their own: default false.',
            }),
          ),
          require: Type.Optional(
            Type.Array(Type.Enum(['ticket', 'approver']), {
              description: 'Fields that every exception must have beside owner, reason and expires.',
            }),
          ),
          maxFindings: Type.Optional(
            Type.Integer({
              minimum: 1,
              description: 'An exception that covers more is reported: default 25.',
            }),
          ),
          maxDays: Type.Optional(
            Type.Integer({ minimum: 1, description: 'An exception that ends later is reported.' }),
          ),
        },
        { ...closed, description: 'Findings that people decided to live with until a date.' },
      ),
    ),
    network: Type.Optional(NetworkSettingsSchema),
    score: Type.Optional(
      Type.Object(
        { production: Names },
        { ...closed, description: 'Scopes whose workloads weigh twice in the score.' },
      ),
    ),
    gate: Type.Optional(
      Type.Object(
        {
          failOn: Type.Optional(Type.Enum(['critical', 'high', 'medium', 'low', 'never'])),
          minCoverage: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
          require: Type.Optional(
            Type.Array(
              Type.Enum(['cloud', 'audit-log', 'sensor', 'flows', 'registry', 'secrets', 'whole-cluster']),
            ),
          ),
          baseline: Type.Optional(
            Type.String({
              minLength: 1,
              description:
                'An earlier JSON report or a snapshot, relative to this file: only new findings fail.',
            }),
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
