import { createHmac } from 'node:crypto';
import type { AuditHead } from '../database/schema/audit.ts';

/** Before the first entry of a chain, and before the first checkpoint. */
export const GENESIS = '';

export interface AuditContent {
  readonly object: string;
  readonly seq: number;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly previousMac: string;
}

/** HMAC-SHA-256, base64url, under a key that the database does not have. */
export interface AuditMacs {
  entry(content: AuditContent): string;
  head(head: AuditHead): string;
  checkpoint(n: number, at: Date, heads: readonly AuditHead[], previousMac: string): string;
}

/** @param key 32 bytes, base64url. */
export function auditMacs(key: string): AuditMacs {
  const bytes = Buffer.from(key, 'base64url');
  const mac = (kind: string, ...fields: readonly unknown[]) =>
    createHmac('sha256', bytes)
      .update(JSON.stringify([kind, ...fields.map(sorted)]))
      .digest('base64url');
  return {
    entry: ({ object, seq, at, actor, action, details, previousMac }) =>
      mac('entry', object, seq, at.toISOString(), actor, action, details, previousMac),
    head: ({ object, seq, mac: last }) => mac('head', object, seq, last),
    checkpoint: (n, at, heads, previousMac) => mac('checkpoint', n, at.toISOString(), heads, previousMac),
  };
}

/** `jsonb` does not keep the order of keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}
