import { exportJWK, generateKeyPair } from 'jose';
import { CancelledError, LoginError, type TransportError } from '../../../src/base/errors.ts';
import { POLICY_VERSION } from '../../../src/challenge/policy-version.ts';
import type { FamilyAuthClient } from '../../../src/client/family-auth-client.ts';
import type { Login, LoginSession } from '../../../src/login/login-session.ts';
import type { Application, ApplicationStatus } from '../../../src/protocol/application.ts';
import type { Card } from '../../../src/protocol/card.ts';
import type { Challenge, ChallengeRequest, Step } from '../../../src/protocol/challenge.ts';
import type { Discovery } from '../../../src/protocol/discovery.ts';
import { BackendError, PROBLEM_STATUS, type ProblemCode } from '../../../src/protocol/problem.ts';
import type { ApplicationResult } from '../../../src/protocol/result.ts';
import { thumbprint } from '../../../src/seal/keys.ts';
import type { Connection } from '../../../src/session/flow-options.ts';
import { DISCOVERY } from './discovery.ts';
import { FakeHandOffs } from './fake-hand-offs.ts';
import type { TestClock } from './test-clock.ts';

const RECIPIENT = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
const DEVICE = await generateKeyPair('ES256', { extractable: false });
const JKT = await thumbprint(DEVICE.publicKey);
const ENCRYPTION_JWK = { ...(await exportJWK(RECIPIENT.publicKey)), kid: 'enc-1', use: 'enc' };
export const DECRYPTION_JWK = { ...(await exportJWK(RECIPIENT.privateKey)), kid: 'enc-1', use: 'enc' };

const PLAN: readonly Step[] = [
  { i: 0, action: 'neutral', pause_ms: 300, capture_at: [] },
  { i: 1, action: 'turn_left', pause_ms: 600, capture_at: [900] },
  { i: 2, action: 'hold_short', pause_ms: 700, hold_ms: 800, capture_at: [] },
  { i: 3, action: 'double_blink', pause_ms: 500, capture_at: [700] },
];

export const problem = (code: ProblemCode, more: { errors?: { pointer: string; code: string }[] } = {}) =>
  new BackendError({ type: 'about:blank', status: PROBLEM_STATUS[code], code, ...more });

type Call = {
  [Name in keyof FamilyAuthClient]: Parameters<
    Extract<FamilyAuthClient[Name], (...args: never[]) => unknown>
  >;
};

/** A backend at the interface of its client: answers at once, remembers what was asked, fails when told to. */
export class FakeBackend {
  readonly clock: TestClock;
  /** How long the answer to a commit is on its way. */
  commitMs = 0;
  discovery: Discovery = DISCOVERY;
  readonly calls: { readonly name: keyof Call; readonly args: readonly unknown[] }[] = [];
  /** Errors to throw, first come first served, by the name of the call. */
  readonly failures = new Map<keyof Call, unknown[]>();
  plan: readonly Step[] = PLAN;
  /** A step that a swap adds to the plan. */
  swapAdds: Step | null = null;
  swapFor: Step = { i: 1, action: 'turn_right', pause_ms: 500, capture_at: [] };
  attemptsLeft = 2;
  /** Where an application stands before the decision. */
  underWay: Application['status'] = 'processing';
  /** Photos that a draft asks for, in place of the method's own. */
  requirements: Application['requirements'] = undefined;
  decision: Extract<ApplicationStatus, 'approved' | 'rejected' | 'expired'> = 'approved';
  reason: ApplicationResult['reason'] = 'face_mismatch';
  cards: Card[] = [];
  applications: Application[] = [];
  readonly revealed: Step[] = [];
  readonly challenges: string[] = [];
  readonly challengeRequests: ChallengeRequest[] = [];
  readonly submissions: Parameters<FamilyAuthClient['submit']>[1][] = [];
  readonly parts = new Map<number, Uint8Array>();
  /** Statuses that waiting goes through before the decision. */
  held: Promise<void> = Promise.resolve();
  /** The way in which an application waits for the relative, until {@link answer}. */
  awaits: 'subject_login' | 'in_person' | null = null;
  #answered: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};
  #ids = 0;
  #sub = 'operator-1';

  constructor(clock: TestClock) {
    this.clock = clock;
  }

  readonly handOffs = new FakeHandOffs();
  readonly logins: Parameters<Login['start']>[0][] = [];
  guests = 0;
  guestsLeft = 0;
  guestFailure: LoginError | null = null;
  guestHangs = false;
  loggedOut = 0;
  restored = false;
  loginFailure: LoginError | TransportError | null = null;
  loginHangs = false;
  /** Who logs in next. */
  loginAs(sub: string): void {
    this.#sub = sub;
  }

  /** Applications wait for the relative from now on. */
  awaitRelative(method: 'subject_login' | 'in_person'): void {
    this.awaits = method;
    this.#answered = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** The relative has answered: the decision falls. */
  answer(): void {
    this.awaits = null;
    this.#wake();
  }

  failOnce(name: keyof Call, ...errors: unknown[]): void {
    this.failures.set(name, [...(this.failures.get(name) ?? []), ...errors]);
  }

  count(name: keyof Call): number {
    return this.calls.filter((call) => call.name === name).length;
  }

  args<Name extends keyof Call>(name: Name, index = -1): Call[Name] {
    return this.calls.filter((call) => call.name === name).at(index)!.args as unknown as Call[Name];
  }

  readonly connect = async (): Promise<Connection> => {
    const login: Login = {
      restore: async () => (this.restored ? this.#session() : null),
      start: async (options) => {
        this.logins.push(options);
        const failure = this.loginFailure;
        this.loginFailure = null;
        if (failure) throw failure;
        if (this.loginHangs) {
          await new Promise((_, reject) => {
            options.signal?.addEventListener('abort', () =>
              reject(new LoginError('login_cancelled', 'given up')),
            );
          });
        }
        return this.#session();
      },
      startGuest: async ({ signal }) => {
        this.guests += 1;
        const failure = this.guestFailure;
        this.guestFailure = null;
        if (failure) throw failure;
        if (this.guestHangs) {
          await new Promise((_, reject) => {
            signal?.addEventListener('abort', () => reject(new LoginError('login_cancelled', 'given up')));
          });
        }
        return {
          ...this.#session(),
          sub: 'relative',
          logout: async () => {
            this.guestsLeft += 1;
          },
        };
      },
    };
    const discovery = () => this.discovery;
    return {
      get discovery() {
        return discovery();
      },
      login,
      clientFor: () => this.client,
    };
  };

  #session(): LoginSession {
    return {
      sub: this.#sub,
      clientId: 'portal',
      jkt: JKT,
      keyPair: DEVICE as CryptoKeyPair,
      authTime: undefined,
      headersFor: async () => ({}),
      acceptNonce: () => {},
      logout: async () => {
        this.loggedOut += 1;
      },
    };
  }

  application(over: Partial<Application> = {}): Application {
    return {
      id: `application-${this.#ids}`,
      status: 'draft',
      version: 1,
      updated_at: new Date(this.clock.epochMs()).toISOString(),
      method: 'face_liveness',
      relationship: 'parent',
      subject_name: '张*',
      retryable: false,
      appealable: false,
      ...over,
    };
  }

  #result(id: string): ApplicationResult {
    return {
      iss: 'https://backend.example',
      aud: 'portal',
      sub: id,
      iat: 0,
      exp: 9e9,
      status: this.decision,
      decided_at: '2026-11-23T00:00:00Z',
      method: 'face_liveness',
      submission: 'x'.repeat(43),
      ...(this.decision === 'approved'
        ? { binding: { ref: 'card-0001', relationship: 'parent' } }
        : { reason: this.reason }),
    };
  }

  card(over: Partial<Card> = {}): Card {
    return {
      iss: 'https://backend.example',
      aud: 'portal',
      iat: 0,
      exp: 9e9,
      ref: 'card-0001',
      name: '张*',
      number: '1****************7',
      relationship: 'parent',
      status: 'active',
      issuer_name: '测试平台',
      bound_at: '2026-11-23T00:00:00Z',
      services: [{ id: 'pension', title: '养老', description: '' }],
      ...over,
    };
  }

  challenge(): Challenge {
    this.challenges.push(`challenge-${this.challenges.length}`);
    return {
      id: this.challenges.at(-1)!,
      nonce: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      mode: 'interactive',
      policy_version: POLICY_VERSION,
      expires_at: new Date(this.clock.epochMs() + 120_000).toISOString(),
      steps: this.plan.length,
      step: this.#reveal(this.plan[0]!),
      swap_allowed: true,
      attempts_left: this.attemptsLeft,
    };
  }

  #reveal(step: Step): Step {
    this.revealed.push(step);
    return step;
  }

  readonly #answers: FamilyAuthClient = {
    discovery: DISCOVERY,
    epochMs: () => this.clock.epochMs(),
    notice: async ({ id }) => `Text of ${id}`,
    encryptionKey: async () => ENCRYPTION_JWK,
    me: async () => ({
      sub: this.#sub,
      name: '李*华',
      birth_year: 1980,
      relatives_left: 5,
      relatives_left_by_relationship: { other: 0 },
      applications: this.applications,
    }),
    createApplication: async ({ method, relationship }) => {
      this.#ids += 1;
      const own =
        method === 'document_review'
          ? [
              { role: 'id_document' as const, required: true },
              { role: 'social_security_card' as const, required: false },
            ]
          : method === 'portrait_photo'
            ? [{ role: 'portrait' as const, required: true }]
            : [];
      return {
        application: this.application({ method, relationship, requirements: this.requirements ?? own }),
        subjectSha256: 's'.repeat(43),
      };
    },
    application: async () => this.application({ status: 'submitted' }),
    requestChallenge: async (_id, request) => {
      this.challengeRequests.push(request);
      this.revealed.length = 0;
      this.attemptsLeft -= 1;
      return this.challenge();
    },
    commitStep: async (_id, { i }) => {
      await this.clock.sleep(this.commitMs);
      return {
        receipt: `receipt-${i}`,
        next: i + 1 < this.plan.length ? this.#reveal(this.plan[i + 1]!) : null,
      };
    },
    swapStep: async () => {
      const step = this.#reveal(this.swapFor);
      if (this.swapAdds === null) return { step };
      this.plan = [...this.plan, this.swapAdds];
      return { step, steps: this.plan.length };
    },
    uploadParts: async (_id, parts, options) => {
      parts.forEach((part, index) => {
        this.parts.set(part.n, part.bytes);
        options?.onProgress?.((index + 1) / parts.length);
      });
    },
    submit: async (id, submission) => {
      this.submissions.push(submission);
      return this.application({ id, status: 'submitted' });
    },
    waitForDecision: async (id, options) => {
      const over = new Promise<never>((_, reject) =>
        options?.signal?.addEventListener('abort', () => reject(new CancelledError())),
      );
      over.catch(() => {});
      if (this.awaits) {
        const expires_at = new Date(this.clock.epochMs() + 86_400_000).toISOString();
        const waiting = this.application({ id, status: 'awaiting_subject', method: this.awaits, expires_at });
        options?.onStatus?.(waiting);
        if (options?.until?.(waiting)) return waiting;
        await Promise.race([this.#answered, over]);
      } else options?.onStatus?.(this.application({ id, status: this.underWay }));
      await Promise.race([this.held, over]);
      return this.application({ id, status: this.decision, retryable: true, appealable: true });
    },
    result: async (id) => this.#result(id),
    signedResult: async (id) => ({ jwt: `signed-result-of-${id}`, result: this.#result(id) }),
    cards: async () => this.cards,
    card: async (ref) => this.card({ ref }),
    cardCode: async () => ({
      code: `code-${this.count('cardCode')}`,
      qr: { size: 1, modules: 'gA' },
      expires_at: new Date(this.clock.epochMs() + 60_000).toISOString(),
    }),
    serviceLink: async (_ref, service) => ({
      url: `https://backend.example/services/${service}`,
      expires_at: new Date(this.clock.epochMs() + 60_000).toISOString(),
    }),
    unbind: async () => {
      this.cards = [];
    },
    withdraw: async (id) => this.application({ id, status: 'withdrawn' }),
    withdrawConsent: async (id) =>
      this.application({ id, status: this.decision, consents_withdrawn_at: '2026-11-23T00:00:00Z' }),
    deletionReceipts: async () => [],
    subjectLink: async () => ({
      token: 'token-of-the-link',
      url: 'https://backend.example/confirm/token-of-the-link',
      qr: { size: 1, modules: 'gA' },
      expires_at: new Date(this.clock.epochMs() + 86_400_000).toISOString(),
    }),
    openHandOff: async (id) => this.handOffs.open(id),
    handOff: async () => this.handOffs.look(),
    confirmHandOff: async (_, code) => this.handOffs.confirm(code),
    cancelHandOff: async () => this.handOffs.end('cancelled'),
    appointment: async () => ({
      code: '123456789',
      qr: { size: 1, modules: 'gA' },
      expires_at: new Date(this.clock.epochMs() + 86_400_000).toISOString(),
    }),
    subjectRequest: async () => ({
      application: `application-${this.#ids}`,
      operator_name: '李*华',
      subject_name: '张*',
      relationship: 'parent',
      expires_at: new Date(this.clock.epochMs() + 86_400_000).toISOString(),
    }),
    answerSubjectRequest: async (_token, { agreed }) => {
      if (!agreed) {
        this.decision = 'rejected';
        this.reason = 'subject_declined';
      }
      this.answer();
    },
    appeal: async (id) => {
      this.decision = 'approved';
      return this.application({ id, status: 'manual_review' });
    },
  };

  /** Every call is written down and may fail before it is answered. */
  readonly client: FamilyAuthClient = new Proxy(this.#answers, {
    get: (answers, name: keyof FamilyAuthClient | 'then') => {
      if (name === 'then') return undefined; // it is no promise
      if (name === 'discovery') return this.discovery;
      if (name === 'epochMs') return () => this.clock.epochMs();
      return async (...args: never[]) => {
        this.calls.push({ name, args });
        const failure = this.failures.get(name)?.shift();
        if (failure) throw failure;
        return (answers[name] as (...all: never[]) => unknown)(...args);
      };
    },
  });
}
