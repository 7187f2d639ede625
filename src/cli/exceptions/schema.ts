import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const Written = Type.String({ minLength: 1 });
const Names = Type.Array(Written, { minItems: 1 });

/** What the first line of a file of exceptions says; a later form of the file will say another. */
export const exceptionsVersion = 'plimsoll.exceptions/v1';

/** A file of exceptions. Published as docs/schemas/exceptions-v1.json. */
export const ExceptionsSchema = Type.Object(
  {
    schema: Type.Literal(exceptionsVersion),
    exceptions: Type.Array(
      Type.Object(
        {
          id: Type.String({
            minLength: 1,
            description: 'What reports call it: a ticket, or any name that no other exception has.',
          }),
          objectIds: Type.Optional(
            Type.Array(Type.String({ pattern: '^[0-9a-f]{16}$' }), {
              minItems: 1,
              description:
                'Findings by their object id, which is the same for chart, snapshot and live object.',
            }),
          ),
          contentDigests: Type.Optional(
            Type.Record(
              Type.String({ pattern: '^[0-9a-f]{16}$' }),
              Type.Array(Type.String({ pattern: '^[0-9a-f]{32}$' }), { minItems: 1 }),
              {
                description:
                  'What was decided about, by object id: the contentDigest of the finding. Another one opens it again; an object id without any is covered whatever is found there.',
              },
            ),
          ),
          controls: Type.Optional(
            Type.Array(Written, { minItems: 1, description: 'Controls that it covers.' }),
          ),
          scope: Type.Optional(
            Type.Object(
              {
                clusters: Type.Optional(Names),
                namespaces: Type.Optional(Names),
                kinds: Type.Optional(Names),
                names: Type.Optional(Names),
                containers: Type.Optional(Names),
              },
              {
                ...closed,
                minProperties: 1,
                description:
                  'All given fields must match; a list names alternatives, * stands for any characters.',
              },
            ),
          ),
          owner: Type.String({ minLength: 1, description: 'Who answers for it.' }),
          reason: Type.String({ minLength: 1, description: 'Why the finding is lived with.' }),
          expires: Type.String({
            minLength: 1,
            description: 'The last day on which it holds (2027-01-31, UTC), or an RFC 3339 time.',
          }),
          ticket: Type.Optional(Written),
          approver: Type.Optional(
            Type.String({ minLength: 1, description: 'Who agreed; somebody else than the owner.' }),
          ),
        },
        closed,
      ),
    ),
  },
  {
    ...closed,
    $id: 'urn:plimsoll:schema:exceptions:v1',
    title: 'Plimsoll exceptions',
  },
);

export type ExceptionsFile = Static<typeof ExceptionsSchema>;
