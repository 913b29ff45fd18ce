import { CONNECTION_LIMITS, type ConnectionLimits } from '../limits/connection-limits.ts';
import { RATE_LIMITS, type RateLimits } from '../limits/rate-limit.ts';
import { STORAGE_LIMITS, type StorageLimits } from '../limits/storage-quota.ts';
import {
  CHALLENGE_TTL_RELAXED_S,
  CHALLENGE_TTL_S,
  MACHINE_TRIES_PER_DAY,
  MACHINE_TRIES_PER_MONTH,
  OPERATOR_SUBJECT_SESSIONS_PER_DAY,
  OPERATOR_SUBJECT_SUBMISSIONS_PER_DAY,
  OPERATOR_SUBMISSIONS_PER_DAY,
  REVIEW_UNDO_S,
  SUBJECT_TTL_S,
  type SubjectTtl,
} from '../rules/policy.ts';
import { type AddressOptions, type Hosts, hostsOf, type Origins, originsOf } from './addresses.ts';
import { type PortalServer, type PortalServerOptions, portalServersOf } from './portal-servers.ts';
import { type Portal, type PortalOptions, portalsOf } from './portals.ts';

/** How often a face may be tried for one relative. */
export interface FaceTries {
  /** Sessions of one operator in a day. Default 20. */
  readonly sessionsPerDay: number;
  /** Sessions and exchanged movements over all operators, in a day, after which a person decides. Default 3. */
  readonly machinePerDay: number;
  /** The same in a month. Default 10. */
  readonly machinePerMonth: number;
}

/** Seconds, by the pace of a session. */
export interface ChallengeTtl {
  readonly standard: number;
  readonly relaxed: number;
}

export interface SubmissionsPerDay {
  readonly ofOperator: number;
  readonly forRelative: number;
}

/** How strict the backend is; what is not named keeps its default. */
export interface SettingsOptions extends AddressOptions {
  /** Portals beside the demo portal: whose pages may call, and where the provider may send people back to. */
  readonly portals?: readonly PortalOptions[];
  /** Servers of portals that may ask about their portal's results and cards. */
  readonly portalServers?: readonly PortalServerOptions[];
  /**
   * Whether a registration must prove who somebody is, by the activation code of the register. Without it discovery says so,
   * anybody may register under any name and number, and no relative can answer by a log-in. For tests. Default `true`.
   */
  readonly accountsVerified?: boolean;
  /** Seconds a log-in may be old when an application is submitted. Default 900. */
  readonly maxAuthAgeS?: number;
  /** Seconds an access token lives, 600 at most. Default 600. */
  readonly accessTokenTtlS?: number;
  /** Seconds a draft lives. Default 3600. */
  readonly draftTtlS?: number;
  /** Seconds an application waits for the relative, by its method; what is not named keeps its default. */
  readonly subjectTtlS?: SubjectTtl;
  /** Seconds a live-face session lives, by its pace. Default 120 and 180. */
  readonly challengeTtlS?: ChallengeTtl;
  /** Submissions of one operator in a day, and those of them for one relative. Default 20 and 10. */
  readonly submissionsPerDay?: SubmissionsPerDay;
  /** Live-face sessions per application. Default 5. */
  readonly maxAttempts?: number;
  /** Seconds for which a reviewer can take a decision back; nobody is told of it before. Default 60. */
  readonly reviewUndoS?: number;
  /** Days after which the keys of results and evidence are exchanged by themselves. Default 90. */
  readonly keyAgeMaxDays?: number;
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
}

/** What every part of the running backend needs to know of where it stands and how strict it is. */
export interface Settings extends Origins {
  readonly apiBase: string;
  /** The OpenID provider's issuer. */
  readonly providerIssuer: string;
  /** The page that runs the element in a frame, on the backend's origin. */
  readonly frameUri: string;
  /** The page on which another device takes a draft up, on the backend's origin. */
  readonly handOffUri: string;
  /** Whose pages may call; the demo portal is the first, the backend's own page for a frame the last. */
  readonly portals: readonly Portal[];
  readonly portalServers: readonly PortalServer[];
  /** Whether accounts prove who their holders are. */
  readonly accountsVerified: boolean;
  readonly maxAuthAgeS: number;
  readonly accessTokenTtlS: number;
  readonly draftTtlS: number;
  readonly subjectTtlS: SubjectTtl;
  readonly challengeTtlS: ChallengeTtl;
  readonly submissionsPerDay: SubmissionsPerDay;
  readonly maxAttempts: number;
  readonly reviewUndoS: number;
  readonly keyAgeMaxDays: number | undefined;
  readonly faceTries: FaceTries;
  readonly rateLimits: RateLimits;
  readonly storage: StorageLimits;
  readonly connections: ConnectionLimits;
  readonly trustProxy: string | string[] | false;
  readonly demoStaff: boolean;
}

/** @throws StartError for addresses that cannot be. */
export function settingsOf(
  options: SettingsOptions,
  ports: { readonly portal: number; readonly backend: number },
  hosts: Hosts = hostsOf(options),
): Settings {
  const origins = originsOf(hosts, ports, options.issuer);
  const { issuer, portalOrigin } = origins;
  const frameUri = `${issuer}/family-auth/frame/`;
  return {
    ...origins,
    apiBase: `${issuer}/v1`,
    providerIssuer: `${issuer}/oidc`,
    frameUri,
    handOffUri: `${issuer}/family-auth/hand-off/`,
    portals: [
      ...portalsOf(portalOrigin, options.portals ?? []),
      { origin: issuer, redirectUris: [`${frameUri}callback.html`] },
    ],
    portalServers: portalServersOf(options.portalServers ?? []),
    accountsVerified: options.accountsVerified ?? true,
    maxAuthAgeS: options.maxAuthAgeS ?? 900,
    accessTokenTtlS: options.accessTokenTtlS ?? 600,
    draftTtlS: options.draftTtlS ?? 3600,
    subjectTtlS: { ...SUBJECT_TTL_S, ...options.subjectTtlS },
    challengeTtlS: options.challengeTtlS ?? { standard: CHALLENGE_TTL_S, relaxed: CHALLENGE_TTL_RELAXED_S },
    submissionsPerDay: options.submissionsPerDay ?? {
      ofOperator: OPERATOR_SUBMISSIONS_PER_DAY,
      forRelative: OPERATOR_SUBJECT_SUBMISSIONS_PER_DAY,
    },
    maxAttempts: options.maxAttempts ?? 5,
    reviewUndoS: options.reviewUndoS ?? REVIEW_UNDO_S,
    keyAgeMaxDays: options.keyAgeMaxDays,
    faceTries: {
      sessionsPerDay: OPERATOR_SUBJECT_SESSIONS_PER_DAY,
      machinePerDay: MACHINE_TRIES_PER_DAY,
      machinePerMonth: MACHINE_TRIES_PER_MONTH,
      ...options.faceTries,
    },
    rateLimits: { ...RATE_LIMITS, ...options.rateLimits },
    storage: { ...STORAGE_LIMITS, ...options.storage },
    connections: { ...CONNECTION_LIMITS, ...options.connections },
    trustProxy: options.trustProxy ?? false,
    demoStaff: options.demoStaff ?? options.trustProxy === undefined,
  };
}
