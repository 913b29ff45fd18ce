import { ConfigurationError } from '../base/errors.ts';
import type { Discovery } from '../protocol/discovery.ts';
import { endpoints } from '../protocol/endpoints.ts';
import { AppointmentSchema, SubjectLinkSchema, SubjectRequestSchema } from '../protocol/subject-request.ts';
import type { ClientContext } from './client-context.ts';
import type { FamilyAuthClient } from './family-auth-client.ts';
import { intentRequest } from './signed-requests.ts';

type SubjectRequests = Pick<
  FamilyAuthClient,
  'subjectLink' | 'appointment' | 'subjectRequest' | 'answerSubjectRequest'
>;

/**
 * A subject's log-in says who they are only where the provider's accounts are verified.
 *
 * @throws ConfigurationError `backend_unsupported`
 */
export function requireSubjectLogin({ accounts_verified }: Discovery): void {
  if (accounts_verified === true) return;
  throw new ConfigurationError(
    'backend_unsupported',
    'The method subject_login needs a backend whose discovery document says accounts_verified: true.',
  );
}

/** Both sides of a subject's own word: the operator's way to ask for it, and the subject's answer. */
export function subjectRequests({ api, discovery, session, clock }: ClientContext): SubjectRequests {
  return {
    async subjectLink(id, { signal } = {}) {
      requireSubjectLogin(discovery);
      return api.read(
        {
          operation: 'client.subjectLink',
          method: 'POST',
          path: endpoints.subjectLinks(id),
          // The same link each time: asking again is harmless.
          idempotencyKey: crypto.randomUUID(),
          signal,
        },
        SubjectLinkSchema,
      );
    },
    appointment: (id, { signal } = {}) =>
      api.read(
        { operation: 'client.appointment', path: endpoints.appointment(id), signal },
        AppointmentSchema,
      ),
    async subjectRequest(token, { signal } = {}) {
      requireSubjectLogin(discovery);
      return api.read(
        { operation: 'client.subjectRequest', path: endpoints.subjectLink(token), signal },
        SubjectRequestSchema,
      );
    },
    async answerSubjectRequest(token, { application, agreed, consents }, { signal } = {}) {
      requireSubjectLogin(discovery);
      const request = await intentRequest(
        {
          intent: agreed ? 'agree_as_subject' : 'decline_as_subject',
          object: application,
          ...(agreed ? { consents: [...consents] } : {}),
          apiBase: discovery.api_base,
          path: endpoints.subjectLink(token),
        },
        { session, issuer: discovery.issuer, nowMs: clock.epochMs() },
      );
      await api.send({ ...request, operation: 'client.answerSubjectRequest', signal });
    },
  };
}
