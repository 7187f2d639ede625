import Type, { type Static, type TSchema } from 'typebox';

const closed = { additionalProperties: false } as const;
const Written = Type.String({ minLength: 1 });
const Names = Type.Array(Written, { minItems: 1 });

/** What the first line of a file of assertions says; a later form of the file will say another. */
export const assertionsVersion = 'plimsoll.network-assertions/v1';

const PartySchema = Type.Union(
  [
    Type.String({
      minLength: 1,
      description:
        'A namespace (shop, dev-*), a workload (shop/web, shop/deploy/web), an address or block, internet or anything.',
    }),
    Type.Object(
      {
        namespaces: Type.Optional(Names),
        workloads: Type.Optional(Names),
        labels: Type.Optional(Type.Record(Type.String(), Type.String())),
        scope: Type.Optional(Written),
        addresses: Type.Optional(Names),
      },
      {
        ...closed,
        minProperties: 1,
        description: 'labels may stand beside namespaces, and then both must match; the others stand alone.',
      },
    ),
  ],
  { description: 'One of those that an assertion is about.' },
);

const PortSchema = Type.Union(
  [
    Type.Integer({ minimum: 1, maximum: 65_535 }),
    Type.String({
      pattern: '^([0-9]{1,5}(/(TCP|UDP|SCTP))?|ICMP(v6)?(/[0-9]{1,3}(/[0-9]{1,3})?)?)$',
    }),
  ],
  {
    description:
      '5432, or 53/UDP; without a protocol TCP. ICMP, ICMP/8 or ICMPv6/128/0: messages by type and code. Absent: any port.',
  },
);

/** The form of a file, with parties and ports of some form. */
function fileSchema<Party extends TSchema, Port extends TSchema>(party: Party, port: Port) {
  const Sides = Type.Object({ from: party, to: party, port: Type.Optional(port) }, closed);
  return Type.Object(
    {
      schema: Type.Literal(assertionsVersion),
      assertions: Type.Array(
        Type.Object(
          {
            id: Type.String({ minLength: 1, description: 'What reports call it; no other has it.' }),
            reason: Type.Optional(Type.String({ minLength: 1, description: 'Why it must be so.' })),
            deny: Type.Optional(Sides),
            only: Type.Optional(Sides),
            allow: Type.Optional(Sides),
          },
          {
            ...closed,
            description:
              'One of deny (nobody of from reaches any of to), only (nobody but from reaches to) and allow (all of from reach all of to).',
          },
        ),
        { minItems: 1 },
      ),
    },
    { ...closed, $id: 'urn:plimsoll:schema:network-assertions:v1', title: 'Plimsoll network assertions' },
  );
}

/** A file of invariants of the network. Published as docs/schemas/network-assertions-v1.json. */
export const AssertionsSchema = fileSchema(
  Type.Union([PartySchema, Type.Array(PartySchema, { minItems: 1 })]),
  PortSchema,
);

/** The same with parties and ports of any form, whose mistakes are named one by one by who reads them. */
export const AssertionsFormSchema = fileSchema(Type.Unknown(), Type.Unknown());

export type AssertionsForm = Static<typeof AssertionsFormSchema>;
