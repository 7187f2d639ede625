import Type, { type Static } from 'typebox';
import { NetworkChangesSchema, PowerSchema, SeveritySchema } from '../report/index.ts';

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

const EvidenceSchema = Type.Object({ path: Type.String(), value: Type.Optional(Type.String()) }, Open);

/** The same control at the same place, about something else: what was there, and what is. Values that are not set are absent. */
const ChangedEntrySchema = Type.Object(
  { ...entryFields, before: Type.Array(EvidenceSchema), after: Type.Array(EvidenceSchema) },
  Open,
);

/** What `plimsoll diff -o json` prints. */
export const DiffSchema = Type.Object(
  {
    opened: Type.Array(EntrySchema),
    /** Fails as before, about something else. */
    changed: Type.Array(ChangedEntrySchema),
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
    /** Where both sides are one cluster each: which connections are gained and lost. */
    network: Type.Optional(NetworkChangesSchema),
  },
  { ...Open, $id: 'urn:plimsoll:schema:diff:v1', title: 'Plimsoll diff' },
);

export type DiffDocument = Static<typeof DiffSchema>;
export type DiffEntry = Static<typeof EntrySchema>;
export type ChangedEntry = Static<typeof ChangedEntrySchema>;
export type SettledEntry = Static<typeof SettledEntrySchema>;
