import type { PendingAuthorization } from './authorization.ts';

/** A log-in that left the page, kept in `sessionStorage` until it is back. Holds no personal data. */
export interface RedirectRecord {
  readonly clientId: string;
  readonly pending: PendingAuthorization;
  /** The page to come back to. */
  readonly returnTo: string;
  /** The provider's answer, once the callback page has it. */
  readonly search?: string;
}

const KEY = 'family-auth:redirect';

export function readRedirect(storage: Storage): RedirectRecord | null {
  try {
    return JSON.parse(storage.getItem(KEY) ?? 'null');
  } catch {
    return null;
  }
}

export const writeRedirect = (storage: Storage, record: RedirectRecord): void =>
  storage.setItem(KEY, JSON.stringify(record));

export const clearRedirect = (storage: Storage): void => storage.removeItem(KEY);

/** Lays the provider's answer, which came by way of the page around the frame, to the record of the log-in that it belongs to. */
export function noteAnswer(storage: Storage, search: string): void {
  const record = readRedirect(storage);
  const state = new URLSearchParams(search).get('state');
  if (record !== null && record.pending.state === state) writeRedirect(storage, { ...record, search });
}
