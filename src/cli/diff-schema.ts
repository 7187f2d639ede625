import Type, { type Static } from 'typebox';
import { PowerSchema, SeveritySchema } from '../report/index.ts';

const Open = { additionalProperties: false } as const;

/** One finding, as much of it as a list needs. */
const entryFields = {
  objectId: Type.String(),
  severity: SeveritySchema,
  control: Type.String(),
  where: Type.String(),
  message: Type.String(),
};
const EntrySchema = Type.Object(entryFields, Open);

/** Still as it was, and by whom it is not held against anybody: a person or the catalogue, or the provider who runs it. */
const SettledEntrySchema = Type.Object(
  { ...entryFields, verdict: Type.Enum(['excepted', 'provider-managed']) },
  Open,
);

/** What `plimsoll diff -o json` prints. */
export const DiffSchema = Type.Object(
  {
    opened: Type.Array(EntrySchema),
    /** Passes now, or is gone from a target that holds everything. */
    cured: Type.Array(EntrySchema),
    /** Fails no longer in a target that is only a part: cured, or simply not in it. Nobody can say which. */
    gone: Type.Array(EntrySchema),
    /** Still as it was, and now accepted or the provider's. */
    notHeldAgainst: Type.Array(SettledEntrySchema),
    /** Failed before; now nobody can say. Never counted as cured. */
    becameUnknown: Type.Array(EntrySchema),
    /** Fails as before, with another severity; also counted as unchanged. */
    severityChanged: Type.Array(Type.Object({ ...entryFields, severityBefore: SeveritySchema }, Open)),
    unchanged: Type.Integer({ minimum: 0 }),
    /** Where both sides are one cluster each: whose power changes. */
    power: Type.Optional(PowerSchema),
  },
  { ...Open, $id: 'urn:plimsoll:schema:diff:v1', title: 'Plimsoll diff' },
);

export type DiffDocument = Static<typeof DiffSchema>;
export type DiffEntry = Static<typeof EntrySchema>;
export type SettledEntry = Static<typeof SettledEntrySchema>;
