import { Type } from 'typebox';
import { LabelSelectorSchema, MatchResourcesSchema, PolicySchema } from '../catalogue/schema.ts';

const closed = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });
const Name = Type.String({ pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$', maxLength: 253 });
const Metadata = Type.Object({ name: Name });

/** A ValidatingAdmissionPolicy as somebody writes it; `status` is for the server. */
export const PolicyObjectSchema = Type.Object({ metadata: Metadata, spec: PolicySchema });

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/validating-admission-policy-binding-v1/ */
export const BindingObjectSchema = Type.Object({
  metadata: Metadata,
  spec: Type.Object(
    {
      policyName: Name,
      paramRef: Type.Optional(
        Type.Object(
          {
            name: Type.Optional(Text),
            namespace: Type.Optional(Text),
            selector: Type.Optional(LabelSelectorSchema),
            parameterNotFoundAction: Type.Enum(['Allow', 'Deny']),
          },
          closed,
        ),
      ),
      matchResources: Type.Optional(MatchResourcesSchema),
      validationActions: Type.Array(Type.Enum(['Deny', 'Warn', 'Audit']), { minItems: 1 }),
    },
    closed,
  ),
});
