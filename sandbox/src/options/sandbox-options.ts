import type { OpenDatabase } from '../database/open-database.ts';
import type { Judge } from '../judgement/judgement.ts';
import type { PictureReaderOptions } from '../judgement/pictures/open-picture-reader.ts';
import type { Notifier } from '../notifications/notifier.ts';
import type { SettingsOptions } from '../server/settings.ts';

/** What a caller of `startSandbox` may choose. */
export interface SandboxOptions extends SettingsOptions {
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
