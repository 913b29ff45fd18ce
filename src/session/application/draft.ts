import { ConfigurationError } from '../../base/errors.ts';
import {
  type Application,
  type Consent,
  PHOTO_ROLES,
  type PhotoRequirement,
} from '../../protocol/application.ts';
import { isOneOf, type Method } from '../../protocol/common.ts';
import { BackendError } from '../../protocol/problem.ts';
import type { DraftApplication, Entries, Person } from '../entries.ts';
import type { Flow } from '../flow.ts';
import { call } from '../login/call.ts';

/**
 * Makes sure that the backend holds a draft for exactly these entries: the one at hand, or a new one. A draft that is
 * superseded is withdrawn first, so that it does not count against the operator.
 */
export async function createDraft(
  flow: Flow,
  entries: Entries,
  person: Person,
  method: Method,
  consents: readonly Consent[],
): Promise<void> {
  const { application, details } = entries;
  const same =
    application?.method === method &&
    application.relationship === details.relationship &&
    JSON.stringify(application.consents) === JSON.stringify(consents);
  if (application && same) {
    flow.phases.setApplication(application.id);
    return;
  }
  if (application) entries.replaces = application.id;
  entries.application = null;
  if (entries.replaces) await withdraw(flow, entries.replaces);
  entries.replaces = null;
  const idempotencyKey = crypto.randomUUID();
  const created = await call(flow, (client) =>
    client.createApplication(
      {
        relationship: details.relationship,
        method,
        subject: person.subject,
        consents: [...consents],
      },
      { signal: flow.signal, idempotencyKey },
    ),
  );
  const requirements = knownRequirements(created.application);
  if (requirements === null) {
    entries.replaces = created.application.id;
    throw new ConfigurationError(
      'backend_unsupported',
      'The backend requires a photo of a role that this version of the library does not know: use a newer one.',
    );
  }
  entries.application = {
    id: created.application.id,
    relationship: details.relationship,
    method,
    subjectSha256: created.subjectSha256,
    consents,
    requirements,
  };
  flow.phases.setApplication(created.application.id);
}

/**
 * The photos that this version can ask for, or `null` where one of a role that it does not know is required: then nobody
 * could complete the draft here.
 */
function knownRequirements({ requirements = [] }: Application): readonly PhotoRequirement[] | null {
  const known = requirements.flatMap(({ role, required }) =>
    isOneOf(PHOTO_ROLES, role) ? [{ role, required }] : [],
  );
  return requirements.some(({ role, required }) => required && !isOneOf(PHOTO_ROLES, role)) ? null : known;
}

/**
 * Puts a fresh draft in the place of one that evidence was already sent to: parts cannot be taken back, and the
 * backend refuses more than the manifest names. The same consents hold.
 */
export async function renewDraft(
  flow: Flow,
  entries: Entries,
  person: Person,
  spent: DraftApplication,
): Promise<void> {
  abandon(entries, spent);
  await createDraft(flow, entries, person, spent.method, spent.consents);
}

/** The draft is of no more use; it is withdrawn when the next one is made. */
export function abandon(entries: Entries, spent: DraftApplication): void {
  entries.application = null;
  entries.replaces = spent.id;
}

/** A draft that is gone, or no draft any more, needs no withdrawal. */
async function withdraw(flow: Flow, id: string): Promise<void> {
  try {
    await call(flow, (client) => client.withdraw(id, { signal: flow.signal }));
  } catch (error) {
    if (
      !(error instanceof BackendError) ||
      !['not_found', 'state_conflict', 'draft_expired'].includes(error.code)
    ) {
      throw error;
    }
  }
}
