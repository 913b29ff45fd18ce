import type { Judge } from '../judgement/judgement.ts';

/** What a caller of `startSandbox` may choose. */
export interface SandboxOptions {
  /** The portal's port; the backend's is the next. 0 picks two free ones. Default 8090. */
  readonly portalPort?: number;
  /** Where database, keys and evidence are kept, or `memory`: nothing outlives the process. Default `.data`. */
  readonly dataDir?: string | 'memory';
  /** `postgres://…`: a PostgreSQL of your own instead of the embedded one. */
  readonly databaseUrl?: string;
  /** Forgets everything first. Default `false`. */
  readonly reset?: boolean;
  /** Seconds a log-in may be old when an application is submitted. Default 900. */
  readonly maxAuthAgeS?: number;
  /** Seconds a draft lives. Default 3600. */
  readonly draftTtlS?: number;
  /** Live-face sessions per application. Default 5. */
  readonly maxAttempts?: number;
  /** Where the library's build lies, served under `/family-auth/`. Default the project's `dist/`. */
  readonly distDir?: string;
  /** Judges in place of the sandbox's own, for tests. */
  readonly judge?: Judge;
  /** Where lines for the log go; never holds personal data. Default: nowhere. */
  readonly log?: (line: string) => void;
}

export const DEFAULT_PORTAL_PORT = 8090;
export const DEFAULT_DATA_DIR = '.data';
