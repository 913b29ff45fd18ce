import { systemClock } from '@family-auth/library/base/clock.ts';
import { judgeApplication } from '../../src/judgement/judge-application.ts';
import type { Judge, Judgement } from '../../src/judgement/judgement.ts';
import { openPictureReader } from '../../src/pictures/open-picture-reader.ts';
import type { Citizen } from '../../src/registry/citizen-registry.ts';
import { syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import { ageRules } from '../../src/rules/policy.ts';
import { relationships } from '../../src/rules/relationships.ts';
import { startSandbox } from '../../src/server/start-sandbox.ts';
import { NOTHING_EARLIER } from '../judgement/judged-session.ts';
import { type Known, know, OPERATOR } from '../support/family.ts';
import { type LoggedIn, logIn } from '../support/log-in.ts';

/** One operator hands in so many: four siblings may be bound. */
const SUBMISSIONS_OF_OPERATOR = 4;
/** Sessions and decisions of one log-in must fit into the life of a token. */
const LOGIN_MS = 4 * 60_000;

/** A running sandbox that judges each session as the first that it ever saw. */
export interface JudgedWorld {
  readonly known: Known;
  /** Somebody who hands in, logged in not long ago. */
  operator(photo: Uint8Array): Promise<LoggedIn>;
  /** A relative with this registered photo, judged as a living person; `forget` them when it is decided. */
  relative(photo: Uint8Array): Promise<Citizen & { forget(): void }>;
  /** What the machine made of an application, once it has. */
  judgementOf(applicationId: string): Judgement | undefined;
  close(): Promise<void>;
}

/**
 * Its API, database, clock and judgement are the real ones. Nothing was handed in before as far as the judgement is told,
 * every relative is new, and nobody has the allowances of a synthetic person.
 */
export async function openJudgedWorld(): Promise<JudgedWorld> {
  const judgements = new Map<string, Judgement>();
  const pictures = openPictureReader();
  const relatives = new Map<string, { citizen: Citizen; photo: Uint8Array }>();
  const registry = {
    ...syntheticRegistry(),
    find: async (_: string, number: string) => relatives.get(number)?.citizen,
    photo: async ({ number }: Citizen) => relatives.get(number)?.photo,
  };
  const judge: Judge = {
    async judge(input, signal) {
      const ports = {
        registry,
        pictures: pictures.forOwner(input.operator.sub),
        rules: { ageRules, relationships },
        clock: systemClock,
      };
      const judgement = await judgeApplication({ ...input, earlier: NOTHING_EARLIER }, ports, signal);
      judgements.set(input.applicationId, judgement);
      return judgement;
    },
    close: () => pictures.close(),
  };
  const unlimited = {
    addressPerMinute: 1e6,
    loginsPerMinute: 1e6,
    claimsPerMinute: 1e6,
    operatorPerMinute: 1e6,
  };
  // Between two steps of a session a minute may go by, and all sessions come from one address.
  const connections = { idleMs: 600_000, requests: 1e6 };
  const sandbox = await startSandbox({
    portalPort: 0,
    dataDir: 'memory',
    judge,
    rateLimits: unlimited,
    connections,
  });
  let operator: { session: Promise<LoggedIn>; left: number; sinceMs: number } | undefined;
  let operators = 0;

  async function logInAnew(photo: Uint8Array): Promise<LoggedIn> {
    const citizen = await sandbox.enrolments.enrol(photo, { birthdate: '1986-06-01' });
    try {
      const { name, number, activationCode } = citizen;
      const phone = String(13_900_000_000 + operators++);
      const person = { name, idNumber: number, phone, password: OPERATOR.password, activationCode };
      return await logIn(`${sandbox.backendUrl}/oidc`, person, { register: true });
    } finally {
      sandbox.enrolments.forget(citizen.id);
    }
  }

  return {
    known: await know(sandbox.backendUrl),
    operator(photo) {
      const spent = !operator || operator.left === 0 || performance.now() - operator.sinceMs > LOGIN_MS;
      if (spent) {
        const session = logInAnew(photo);
        operator = { session, left: SUBMISSIONS_OF_OPERATOR, sinceMs: performance.now() };
      }
      operator!.left--;
      return operator!.session;
    },
    async relative(photo) {
      const enrolled = await sandbox.enrolments.enrol(photo, { birthdate: '1988-06-01' });
      relatives.set(enrolled.number, { citizen: enrolled, photo });
      return {
        ...enrolled,
        forget() {
          relatives.delete(enrolled.number);
          sandbox.enrolments.forget(enrolled.id);
        },
      };
    },
    judgementOf: (id) => judgements.get(id),
    async close() {
      await sandbox.close();
    },
  };
}
