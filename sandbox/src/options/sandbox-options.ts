import type { StorageLimits } from '../api/evidence/storage-quota.ts';
import type { OpenDatabase } from '../database/open-database.ts';
import type { Judge } from '../judgement/judgement.ts';
import type { PictureReaderOptions } from '../judgement/pictures/open-picture-reader.ts';
import type { Notifier } from '../notifications/notifier.ts';
import type { ConnectionLimits } from '../server/connection-limits.ts';

/** Requests a minute before `rate_limited` is answered. */
export interface RateLimits {
  /** From one network address. Default 3000. */
  readonly addressPerMinute: number;
  /** From one network address, of those that log somebody in: pushed requests, forms, tokens. Default 300. */
  readonly loginsPerMinute: number;
  /** By one logged-in operator, whatever the address. Default 600. */
  readonly operatorPerMinute: number;
}

/** How often a face may be tried for one relative. */
export interface FaceTries {
  /** Sessions of one operator in a day. Default 20. */
  readonly sessionsPerDay: number;
  /** Sessions and exchanged movements over all operators, in a day, after which a person decides. Default 3. */
  readonly machinePerDay: number;
  /** The same in a month. Default 10. */
  readonly machinePerMonth: number;
}

/** What a caller of `startSandbox` may choose. */
export interface SandboxOptions {
  /** The portal's port; the backend's is the next. 0 picks two free ones. Default 8090. */
  readonly portalPort?: number;
  /** Where database, keys and evidence are kept, or `memory`: nothing outlives the process. Default `.data`. */
  readonly dataDir?: string | 'memory';
  /** `postgres://…`: a PostgreSQL of your own instead of the embedded one. */
  readonly databaseUrl?: string;
  /** A database that the caller has opened, instead of either; it is closed with the sandbox. */
  readonly database?: OpenDatabase;
  /** Forgets everything first. Default `false`. */
  readonly reset?: boolean;
  /**
   * Whether a registration must prove who somebody is, by the activation code of the register. Without it discovery says so,
   * anybody may register under any name and number, and no relative can answer by a log-in. For tests. Default `true`.
   */
  readonly accountsVerified?: boolean;
  /** Seconds a log-in may be old when an application is submitted. Default 900. */
  readonly maxAuthAgeS?: number;
  /** Seconds a draft lives. Default 3600. */
  readonly draftTtlS?: number;
  /** Live-face sessions per application. Default 5. */
  readonly maxAttempts?: number;
  /** Tries for one relative; what is not named keeps its default. For tests that need many. */
  readonly faceTries?: Partial<FaceTries>;
  /** Requests a minute; what is not named keeps its default. */
  readonly rateLimits?: Partial<RateLimits>;
  /** Bytes of evidence; what is not named keeps its default. */
  readonly storage?: Partial<StorageLimits>;
  /** Connections to each of the two origins; what is not named keeps its default. */
  readonly connections?: Partial<ConnectionLimits>;
  /**
   * Addresses or networks of reverse proxies whose `X-Forwarded-For` is believed, e.g. `10.0.0.0/8`. Default: none, and
   * the header changes nothing.
   */
  readonly trustProxy?: string | string[];
  /**
   * Accounts of the staff for whoever sits at this computer, drawn anew at each start and accepted from it alone. Default:
   * where no `trustProxy` says that others reach this sandbox.
   */
  readonly demoStaff?: boolean;
  /** Where the library's build lies, served under `/family-auth/`. Default the project's `dist/`. */
  readonly distDir?: string;
  /** Judges in place of the sandbox's own, for tests. */
  readonly judge?: Judge;
  /** Processes that decode pictures, and what one picture may use up. */
  readonly pictures?: PictureReaderOptions;
  /** Tells relatives what is done in their name. Default: nothing is sent, the messages stand on the page `/outbox/`. */
  readonly notifier?: Notifier;
  /** Where lines for the log go; never holds personal data. Default: nowhere. */
  readonly log?: (line: string) => void;
}

export const DEFAULT_PORTAL_PORT = 8090;
export const DEFAULT_DATA_DIR = '.data';

/**
 * Requests a minute. An operator alone would make ten a second to reach hers; an address may be a whole town behind one
 * router, so that it is wide, and log-ins, which are the dear ones, have a count of their own.
 */
export const RATE_LIMITS: RateLimits = {
  addressPerMinute: 3_000,
  loginsPerMinute: 300,
  operatorPerMinute: 600,
};
