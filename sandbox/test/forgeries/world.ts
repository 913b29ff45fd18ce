import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { mock } from 'node:test';
import { systemClock } from '@family-auth/library/base/clock.ts';
import { judgeApplication } from '../../src/judgement/judge-application.ts';
import type { Judge } from '../../src/judgement/judgement.ts';
import { lookAtPictures } from '../../src/pictures/look-at-pictures.ts';
import type { Citizen } from '../../src/registry/citizen-registry.ts';
import { SYNTHETIC_CITIZENS } from '../../src/registry/synthetic-citizens.ts';
import { syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import { ageRules } from '../../src/rules/policy.ts';
import { relationships } from '../../src/rules/relationships.ts';
import type { Inspection } from '../../src/server/inspect.ts';
import { rememberingReader } from '../judgement/remembering-reader.ts';
import { type Known, know, OPERATOR, OTHER_OPERATOR } from '../support/family.ts';
import { type LoggedIn, logIn, type Person } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';
import { recordingOf } from './video.ts';

/** A day has ten submissions of an operator for one relative. */
const A_DAY = 9;
const DAY_MS = 86_400_000;
/** Sessions and decisions of one log-in must fit into the life of a token. */
const LOGIN_MS = 5 * 60_000;
/** Where the run begins, so that it is the same whenever it is run. */
const BEGAN_AT = Date.parse('2026-11-23T02:00:00Z');
const JUDGED_WITHIN_MS = 170_000;

/** What was decided, and every check that did not pass: some only ask for a person, and a later one refuses. */
export interface Decision extends Inspection {
  readonly failed: readonly string[];
}

/** A running sandbox, the clock of everything in it, and the luck of its draws. */
export interface World {
  readonly known: Known;
  /** Lets time go by. */
  tick(ms: number): void;
  /** The forger, with a fresh log-in and on another day when it is time. */
  forger(): Promise<LoggedIn>;
  /** Another forger from now on: this one has a relative who is bound or waits for a reviewer. */
  retireForger(): void;
  /** An honest operator, logged in anew. */
  honest(): Promise<LoggedIn>;
  /** What the server draws next; afterwards it draws by chance again. */
  load(draws: readonly number[]): void;
  /** What became of the newest application, as soon as it is decided. */
  decided(): Promise<Decision>;
  close(): Promise<void>;
}

/**
 * Starts a sandbox in this process. Its API, its database and its judgement are the real ones, with these exceptions:
 * a picture that was looked at once is not looked at again; time is only what `tick` makes of it; a plan can be loaded; nobody has the
 * allowances of a synthetic person: pictures are judged as a living person's, and each session as the first of its day; and dev is
 * registered with his glasses, or a person would decide.
 */
export async function openWorld(): Promise<World> {
  mock.timers.enable({ apis: ['Date'], now: BEGAN_AT });
  const loaded = loadDice();
  const citizens = SYNTHETIC_CITIZENS.map((citizen) => ({ ...citizen, syntheticFace: false }));
  const pictures = rememberingReader(await lookAtPictures());
  const registry = syntheticRegistry(citizens);
  const dev = citizens.find(({ person }) => person === 'dev')!;
  const [withGlasses] = recordingOf('dev').video.pictures;
  const ports = {
    registry: {
      ...registry,
      photo: async (citizen: Citizen) =>
        citizen.number === dev.number ? new Uint8Array(withGlasses!.jpeg) : registry.photo(citizen),
    },
    pictures,
    rules: { ageRules, relationships },
    clock: systemClock,
  };
  const failed = new Map<string, readonly string[]>();
  const judge: Judge = {
    async judge(input, signal) {
      const { challenge } = input;
      const firstTry = challenge && { ...challenge, triesToday: 1, triesThisMonth: 1 };
      const judgement = await judgeApplication({ ...input, challenge: firstTry }, ports, signal);
      const refused = judgement.checks.filter(({ passed }) => passed === false);
      failed.set(
        input.applicationId,
        refused.map(({ name }) => name),
      );
      return judgement;
    },
    close: () => pictures.close(),
  };
  const sandbox = await startSandbox({
    portalPort: 0,
    dataDir: 'memory',
    judge,
    accountsVerified: false, // forgers come by the dozen, and are in no registry
    rateLimits: { addressPerMinute: 1e6, loginsPerMinute: 1e6, claimsPerMinute: 1e6, operatorPerMinute: 1e6 },
  });
  const issuer = `${sandbox.backendUrl}/oidc`;
  const registered = new Set<string>();
  const logInAs = async (person: Person) => {
    const register = !registered.has(person.phone);
    registered.add(person.phone);
    return logIn(issuer, person, { register });
  };
  let forger: { session: LoggedIn; made: number; sinceMs: number } | undefined;
  let retired = 0;
  return {
    known: await know(sandbox.backendUrl),
    tick: (ms) => mock.timers.tick(ms),
    honest: () => logInAs(OTHER_OPERATOR),
    retireForger() {
      retired++;
      forger = forger && { ...forger, sinceMs: Number.NEGATIVE_INFINITY };
    },
    async forger() {
      if (forger && forger.made < A_DAY && Date.now() - forger.sinceMs < LOGIN_MS) {
        forger.made++;
        return forger.session;
      }
      if (forger && forger.made >= A_DAY) mock.timers.tick(DAY_MS);
      const made = forger && forger.made < A_DAY ? forger.made + 1 : 1;
      forger = { session: await logInAs(forgerAt(retired)), made, sinceMs: Date.now() };
      return forger.session;
    },
    load: loaded.load,
    async decided() {
      const inspection = await decided(sandbox.inspect);
      return { ...inspection, failed: failed.get(inspection.applicationId) ?? [] };
    },
    async close() {
      await sandbox.close();
      loaded.restore();
      mock.timers.reset();
    },
  };
}

/** As many operators as are needed; their area code was never assigned. */
function forgerAt(count: number): Person {
  if (count === 0) return OPERATOR;
  const digits = `118801196004${String(10 + (count % 18))}${String(400 + Math.floor(count / 18)).padStart(3, '0')}`;
  const phone = String(13_900_000_000 + count);
  return { ...OPERATOR, idNumber: digits + checkDigit(digits), phone };
}

/** GB 11643-1999, by ISO 7064 MOD 11-2. */
function checkDigit(digits: string): string {
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (2 ** (17 - at) % 11), 0);
  return '10X98765432'[sum % 11]!;
}

/** Lets the numbers that the server draws for a plan be chosen. */
function loadDice() {
  const fair = crypto.randomInt;
  let draws: number[] = [];
  const cast = (max: number, ...rest: number[]) => {
    if (draws.length === 0) return (fair as (...range: number[]) => number)(max, ...rest);
    const draw = draws.shift()!;
    if (draw >= max) throw new RangeError(`${draw} was to be drawn out of ${max}.`);
    return draw;
  };
  Object.assign(crypto, { randomInt: cast });
  syncBuiltinESMExports();
  return {
    load: (next: readonly number[]) => {
      draws = [...next];
    },
    restore() {
      Object.assign(crypto, { randomInt: fair });
      syncBuiltinESMExports();
    },
  };
}

async function decided(inspect: () => Promise<Inspection | null>): Promise<Inspection> {
  const untilMs = performance.now() + JUDGED_WITHIN_MS;
  for (;;) {
    const inspection = await inspect();
    if (inspection && !['submitted', 'processing'].includes(inspection.status)) return inspection;
    if (performance.now() > untilMs) throw new Error('A judgement did not come.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
