import { utf8 } from '../base/bytes.ts';
import { asServerClock, type Clock, systemClock } from '../base/clock.ts';
import { ConfigurationError } from '../base/errors.ts';
import { lateCode } from '../base/late-code.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Fetch } from '../login/provider.ts';
import { ApplicationSchema, applicationSchemaFor } from '../protocol/application.ts';
import { CardCodeSchema, ServiceLinkSchema } from '../protocol/card.ts';
import type { Method } from '../protocol/common.ts';
import { type Discovery, offeredMethods, supportedMethods } from '../protocol/discovery.ts';
import { endpoints } from '../protocol/endpoints.ts';
import { MeSchema } from '../protocol/me.ts';
import type { Intent } from '../protocol/submission.ts';
import { digest } from '../seal/digest.ts';
import { createApi } from './api.ts';
import type { ClientContext } from './client-context.ts';
import { discover } from './discover.ts';
import type { FamilyAuthClient } from './family-auth-client.ts';
import { fetchNotice, openKeyDirectory } from './public-documents.ts';
import { intentRequest, subjectEnvelopes } from './signed-requests.ts';
import { fetchCard, fetchCards, fetchDeletionReceipts, fetchSignedResult } from './statements.ts';
import { requireSubjectLogin, subjectRequests } from './subject-requests.ts';

/**
 * What {@link createClient} works with.
 *
 * @example
 * ```ts
 * import { type ClientOptions, createClient } from 'family-auth/client';
 *
 * const options: ClientOptions = { backend: client.discovery.issuer, clientId: session.clientId, session, locale: 'en' };
 * const english = await createClient(options);
 * english.discovery.issuer === client.discovery.issuer; // → true
 * ```
 */
export interface ClientOptions {
  /** The backend's issuer URL, `https:` (or `http:` on this computer), as its discovery document spells it. */
  readonly backend: string;
  /** The client's registered id at the provider; must be the session's. */
  readonly clientId: string;
  /** The logged-in operator; its key signs and proves. */
  readonly session: LoginSession;
  /** Thumbprints of keys one of which must have signed the discovery document that is fetched, see {@link discover}. Default: none. */
  readonly trust?: readonly string[];
  /** The backend's discovery document, if it is at hand. Default: it is fetched. */
  readonly discovery?: Discovery;
  /** BCP 47 tag of the language in which the backend shall answer. Default: the backend's own choice. */
  readonly locale?: string;
  /** Ends fetching the discovery document; each call takes a signal of its own. */
  readonly signal?: AbortSignal;
  /** What requests are sent with. Default: the platform's `fetch`. */
  readonly fetch?: Fetch;
  /** Where time comes from. Default: the computer's clock, set right by the `Date` of the backend's answers. */
  readonly clock?: Clock;
}

/**
 * The typed client of a backend: the one way to make one. It makes no request by itself where `discovery` is given.
 *
 * @throws ConfigurationError `configuration_invalid` (the session is of another client), and what {@link discover} throws.
 * @example
 * ```ts
 * import { createClient, discover } from 'family-auth/client';
 * import { createProgramLogin } from 'family-auth/client/node';
 *
 * const discovery = await discover('http://127.0.0.1:8091');
 * const login = createProgramLogin({ discovery, clientId: 'example-program', openUrl });
 * const session = (await login.restore()) ?? (await login.start({}));
 * const client = await createClient({ backend: discovery.issuer, clientId: 'example-program', session, discovery });
 * (await client.me()).relatives_left; // → 8
 * ```
 */
export async function createClient(options: ClientOptions): Promise<FamilyAuthClient> {
  const { backend, clientId, signal, fetch, session } = options;
  if (session.clientId !== clientId) {
    throw new ConfigurationError(
      'configuration_invalid',
      'clientId does not match the clientId of the login session.',
    );
  }
  const clock = asServerClock(options.clock ?? systemClock);
  const learning = clock.learningFrom(fetch ?? ((input, init) => globalThis.fetch(input, init)));
  const discovery =
    options.discovery ??
    (await discover(backend, { fetch: learning, trust: options.trust ?? [], ...(signal && { signal }) }));
  return connectClient({ ...options, clock, discovery });
}

type ConnectOptions = Pick<ClientOptions, 'session' | 'locale' | 'fetch' | 'clock'> & {
  readonly discovery: Discovery;
};

/** The same at once, for callers inside the library that have the discovery document at hand. */
export function connectClient(options: ConnectOptions): FamilyAuthClient {
  const { discovery, session, locale } = options;
  const clock = asServerClock(options.clock ?? systemClock);
  const fetch: Fetch = clock.learningFrom(options.fetch ?? ((input, init) => globalThis.fetch(input, init)));
  const keys = openKeyDirectory(discovery.jwks_uri, fetch, clock);
  const trust = { issuer: discovery.issuer, clientId: session.clientId, keys, clock };
  const api = createApi({ base: discovery.api_base, session, locale, fetch, clock });
  const context: ClientContext = { api, trust, discovery, session, clock, fetch };
  return {
    discovery,
    epochMs: () => clock.epochMs(),
    ...applications(context),
    ...lateCalls(['requestChallenge', 'commitStep', 'swapStep'], async () => {
      const load = () => import('./liveness-calls.ts');
      return (await lateCode('client.liveness', load)).livenessCalls(context);
    }),
    ...lateCalls(['openHandOff', 'handOff', 'confirmHandOff', 'cancelHandOff'], async () => {
      const load = () => import('./hand-off.ts');
      return (await lateCode('client.handOff', load)).handOffs(context);
    }),
    ...decisions(context),
    ...subjectRequests(context),
    ...cards(context),
  };
}

/**
 * A program that agrees to the notices that it knows would drop a consent that it does not, or sign less than is asked.
 * Whether a method is offered at all is the backend's to say.
 */
function requireSupported(discovery: Discovery, method: Method): void {
  if (!offeredMethods(discovery).includes(method) || supportedMethods(discovery).includes(method)) return;
  throw new ConfigurationError(
    'backend_unsupported',
    `The backend asks for a consent or a signature for ${method} that this version of the library does not know: use a newer one.`,
  );
}

type Applications = Pick<
  FamilyAuthClient,
  'notice' | 'me' | 'encryptionKey' | 'createApplication' | 'application' | 'uploadParts' | 'submit'
>;

function applications({ api, trust, discovery, session, clock, fetch }: ClientContext): Applications {
  const envelope = subjectEnvelopes(session, discovery.issuer, clock);
  return {
    notice: (notice, { signal } = {}) => fetchNotice(notice, fetch, signal),
    me: ({ signal } = {}) => api.read({ operation: 'client.me', path: endpoints.me(), signal }, MeSchema),
    encryptionKey: ({ signal } = {}) => trust.keys.encryptionKey(signal),
    async createApplication({ relationship, method, subject, consents }, { signal, ...more } = {}) {
      if (method === 'subject_login') requireSubjectLogin(discovery);
      requireSupported(discovery, method);
      const idempotencyKey = more.idempotencyKey ?? crypto.randomUUID();
      const jwe = await envelope(idempotencyKey, subject, await trust.keys.encryptionKey(signal));
      const application = await api.read(
        {
          operation: 'client.createApplication',
          method: 'POST',
          path: endpoints.applications(),
          json: { relationship, method, subject: jwe, consents },
          idempotencyKey,
          signal,
        },
        ApplicationSchema,
      );
      return { application, subjectSha256: await digest(utf8(jwe)) };
    },
    application: (id, { signal } = {}) =>
      api.read(
        { operation: 'client.application', path: endpoints.application(id), signal },
        applicationSchemaFor(id),
      ),
    async uploadParts(id, parts, callOptions) {
      const load = () => import('./upload-parts.ts');
      const { uploadParts } = await lateCode('client.uploadParts', load, callOptions?.signal);
      return uploadParts(api, id, parts, callOptions);
    },
    async submit(id, submission, { signal } = {}) {
      const load = () => import('../seal/submission.ts');
      const { submissionBytes, submissionJti } = await lateCode('client.submission', load, signal);
      const request = {
        operation: 'client.submit',
        method: 'POST',
        path: endpoints.submission(id),
        body: { bytes: submissionBytes(submission), contentType: 'application/jose+json' },
        idempotencyKey: submissionJti(submission),
        deadlineMs: 120_000,
        signal,
      } as const;
      return api.read(request, applicationSchemaFor(id));
    },
  };
}

/** Methods that are loaded by the first call of one of them. */
function lateCalls<Name extends keyof FamilyAuthClient>(
  names: readonly Name[],
  load: () => Promise<Pick<FamilyAuthClient, Name>>,
): Pick<FamilyAuthClient, Name> {
  type Call = (...args: readonly unknown[]) => Promise<unknown>;
  const late =
    (name: Name): Call =>
    async (...args) =>
      ((await load())[name] as Call)(...args);
  return Object.fromEntries(names.map((name) => [name, late(name)])) as Pick<FamilyAuthClient, Name>;
}

type Decisions = Pick<
  FamilyAuthClient,
  | 'waitForDecision'
  | 'result'
  | 'signedResult'
  | 'withdraw'
  | 'withdrawConsent'
  | 'deletionReceipts'
  | 'appeal'
>;

function decisions({ api, trust, discovery, session, clock }: ClientContext): Decisions {
  const pace = { clock, minIntervalMs: discovery.limits.poll_min_interval * 1000 };
  const signedIntent = (intent: Intent['intent'], object: string, path: string) =>
    intentRequest(
      { intent, object, apiBase: discovery.api_base, path },
      { session, issuer: discovery.issuer, nowMs: clock.epochMs() },
    );
  return {
    async waitForDecision(id, waitOptions = {}) {
      const load = () => import('./wait-for-decision.ts');
      const { waitForDecision } = await lateCode('client.waitForDecision', load, waitOptions.signal);
      return waitForDecision(api, id, pace, waitOptions);
    },
    result: async (id, expected, callOptions = {}) =>
      (await fetchSignedResult(api, trust, id, expected, callOptions)).result,
    signedResult: (id, expected, callOptions = {}) =>
      fetchSignedResult(api, trust, id, expected, callOptions),
    async withdraw(id, { signal } = {}) {
      const request = await signedIntent('withdraw_application', id, endpoints.withdrawal(id));
      return api.read({ ...request, operation: 'client.withdraw', signal }, applicationSchemaFor(id));
    },
    async withdrawConsent(id, { signal } = {}) {
      const request = await signedIntent('withdraw_consent', id, endpoints.consentWithdrawal(id));
      return api.read({ ...request, operation: 'client.withdrawConsent', signal }, applicationSchemaFor(id));
    },
    deletionReceipts: (id, callOptions = {}) => fetchDeletionReceipts(api, trust, id, callOptions),
    appeal: (id, text, { signal } = {}) =>
      api.read(
        {
          operation: 'client.appeal',
          method: 'POST',
          path: endpoints.appeal(id),
          json: { text },
          idempotencyKey: crypto.randomUUID(),
          signal,
        },
        applicationSchemaFor(id),
      ),
  };
}

type Cards = Pick<FamilyAuthClient, 'cards' | 'card' | 'cardCode' | 'serviceLink' | 'unbind'>;

function cards({ api, trust, discovery, session, clock }: ClientContext): Cards {
  return {
    cards: (callOptions = {}) => fetchCards(api, trust, endpoints.cards(), callOptions),
    card: (ref, callOptions = {}) => fetchCard(api, trust, ref, callOptions),
    cardCode: (ref, { signal } = {}) =>
      api.read(
        { operation: 'client.cardCode', method: 'POST', path: endpoints.cardCodes(ref), signal },
        CardCodeSchema,
      ),
    serviceLink: (ref, service, { signal } = {}) =>
      api.read(
        {
          operation: 'client.serviceLink',
          method: 'POST',
          path: endpoints.serviceLinks(ref, service),
          signal,
        },
        ServiceLinkSchema,
      ),
    async unbind(ref, { signal } = {}) {
      const request = await intentRequest(
        {
          intent: 'unbind_card',
          object: ref,
          apiBase: discovery.api_base,
          path: endpoints.cardUnbinding(ref),
        },
        { session, issuer: discovery.issuer, nowMs: clock.epochMs() },
      );
      await api.send({ ...request, operation: 'client.unbind', signal });
    },
  };
}
