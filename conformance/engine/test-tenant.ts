import { SubjectSchema } from '@family-auth/library/protocol/subject.ts';
import * as z from 'zod/mini';

/** Somebody who may be added, known to the register as `subjects` says. */
const PlantedSubjectSchema = z.object({
  subject: SubjectSchema,
  /** A code of discovery's `relationships` that fits every account of `accounts`. */
  relationship: z.string(),
  /** An account by which this person answers for themself (`subject_login`). */
  account: z.optional(z.string()),
  /** Name of a rendered person whose face the register holds: `anna` and so on of `family-auth/testing`. */
  rendered_person: z.optional(z.string()),
});

const ClientSchema = z.object({
  client_id: z.string(),
  redirect_uri: z.url(),
});

/** A portal's server (profile `portal-server`), registered for its portal's pages. */
const PortalServerSchema = z.object({
  client_id: z.string(),
  /** The private half of its registered key, a JWK with `kid`. */
  private_jwk: z.record(z.string(), z.unknown()),
  /** Where it logs citizens in itself (profile `server-session`). */
  redirect_uri: z.optional(z.url()),
});

/** What is planted in a test tenant; published as `conformance/test-tenant.schema.json`. */
export const TestTenantSchema = z.object({
  /** A public client of a portal's pages, and the registered origin of those. */
  portal: z.extend(ClientSchema, { origin: z.url() }),
  /** A second public client: what is the portal's is not there for it. */
  other_client: ClientSchema,
  /** Of the portal above. */
  portal_server: z.optional(PortalServerSchema),
  /** Another portal's server: what is the first one's is not there for it. */
  other_portal_server: z.optional(PortalServerSchema),
  /** Who may log in. Four or more: each check has one for itself, so that more of them make the kit faster. */
  accounts: z
    .array(
      z.object({
        /** Names it to `logIn`. */
        name: z.string(),
        /** Who they are; never one of `subjects`. */
        subject: SubjectSchema,
      }),
    )
    .check(z.minLength(4)),
  subjects: z.object({
    /** Adults in the register, alive, with a card in order and a contact. Three or more. */
    adults: z.array(PlantedSubjectSchema).check(z.minLength(3)),
    /** Under the age line for guardians, by a relationship that is `guardian_capable`. */
    child: PlantedSubjectSchema,
    /** Well formed, in no register. */
    unknown: PlantedSubjectSchema,
    /** One of `adults` or another adult, with an `account`. */
    answering: PlantedSubjectSchema,
  }),
});
/** The same as JSON Schema (2020-12), for those who write an adapter. */
export const testTenantJsonSchema = (): object => z.toJSONSchema(TestTenantSchema);
export type TestTenant = z.infer<typeof TestTenantSchema>;
export type PlantedSubject = z.infer<typeof PlantedSubjectSchema>;
