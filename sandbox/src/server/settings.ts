import { STORAGE_LIMITS, type StorageLimits } from '../api/evidence/storage-quota.ts';
import {
  MACHINE_TRIES_PER_DAY,
  MACHINE_TRIES_PER_MONTH,
  OPERATOR_SUBJECT_SESSIONS_PER_DAY,
} from '../api/policy/policy.ts';
import {
  type FaceTries,
  RATE_LIMITS,
  type RateLimits,
  type SandboxOptions,
} from '../options/sandbox-options.ts';

import { CONNECTION_LIMITS, type ConnectionLimits } from './connection-limits.ts';

/** What every part of the running backend needs to know of where it stands and how strict it is. */
export interface Settings {
  /** The backend's origin; also its issuer. */
  readonly issuer: string;
  readonly apiBase: string;
  /** The OpenID provider's issuer. */
  readonly providerIssuer: string;
  /** The one registered portal. */
  readonly portalOrigin: string;
  /** Whether accounts prove who their holders are. */
  readonly accountsVerified: boolean;
  readonly maxAuthAgeS: number;
  readonly draftTtlS: number;
  readonly maxAttempts: number;
  readonly faceTries: FaceTries;
  readonly rateLimits: RateLimits;
  readonly storage: StorageLimits;
  readonly connections: ConnectionLimits;
  readonly trustProxy: string | string[] | false;
  readonly demoStaff: boolean;
}

/** The portal stands on `localhost`, the backend on `127.0.0.1`: two sites, both secure contexts. */
export function settingsOf(
  options: SandboxOptions,
  ports: { readonly portal: number; readonly backend: number },
): Settings {
  const issuer = `http://127.0.0.1:${ports.backend}`;
  return {
    issuer,
    apiBase: `${issuer}/v1`,
    providerIssuer: `${issuer}/oidc`,
    portalOrigin: `http://localhost:${ports.portal}`,
    accountsVerified: options.accountsVerified ?? true,
    maxAuthAgeS: options.maxAuthAgeS ?? 900,
    draftTtlS: options.draftTtlS ?? 3600,
    maxAttempts: options.maxAttempts ?? 5,
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
