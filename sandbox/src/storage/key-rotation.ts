import * as z from 'zod/mini';

export const PrivateJwkSchema = z.looseObject({ kty: z.string(), kid: z.string(), d: z.string() });
type PrivateJwk = z.infer<typeof PrivateJwkSchema>;

/** A key, and when it comes into use. */
export const DatedKeySchema = z.object({ from: z.iso.datetime(), key: PrivateJwkSchema });
export type DatedKey = z.infer<typeof DatedKeySchema>;

/** The keys that are rotated, the oldest first. */
export interface KeyLists {
  readonly signingKeys: readonly DatedKey[];
  readonly encryptionKeys: readonly DatedKey[];
  /** Former encryption keys, for what is stored. */
  readonly storedKeys: readonly PrivateJwk[];
}

const DAY_MS = 24 * 3600_000;

/** A key signs, and is sealed to, for this long at the most; then another takes its place by itself. */
export const KEY_AGE_MAX_DAYS = 90;
/**
 * A new key is in the published set for this long before it signs, so that whoever keeps the set in memory (clients for ten
 * minutes, `family-auth/server` for five) has it when it is first used, and so have the other processes of the backend.
 */
const PUBLISHED_AHEAD_MS = 15 * 60_000;
/**
 * How long a key stays in the published set after its successor. Of what is signed, deletion receipts are kept longest, three years
 * (`deletion_receipts` in `src/rules/retention.ts`); parts are sealed to a draft, which lives for hours.
 */
const OVERLAP_MS = { signing: 3 * 366 * DAY_MS + DAY_MS, encryption: DAY_MS + 3600_000 } as const;
type KeyUse = keyof typeof OVERLAP_MS;

/** The key in use: the last whose time has come. */
export function keyInUse(keys: readonly DatedKey[], nowMs: number): DatedKey {
  const begun = keys.filter(({ from }) => Date.parse(from) <= nowMs);
  return begun.at(-1) ?? keys[0]!;
}

/** When it leaves the published set, epoch milliseconds; `undefined` for a key without a successor. */
export function publishedUntilMs(keys: readonly DatedKey[], key: DatedKey, use: KeyUse): number | undefined {
  const successor = keys[keys.indexOf(key) + 1];
  return successor && Date.parse(successor.from) + OVERLAP_MS[use];
}

/** The keys that are in the published set now. */
export const publishedKeys = (keys: readonly DatedKey[], nowMs: number, use: KeyUse): readonly DatedKey[] =>
  keys.filter((key) => nowMs < (publishedUntilMs(keys, key, use) ?? Number.POSITIVE_INFINITY));

/** The published keys as a list for a person: no part of them that is secret. */
export const publishedKeysOf = ({ signingKeys, encryptionKeys }: KeyLists, nowMs: number) =>
  (
    [
      ['sig', signingKeys, 'signing'],
      ['enc', encryptionKeys, 'encryption'],
    ] as const
  ).flatMap(([letters, keys, use]) =>
    publishedKeys(keys, nowMs, use).map((dated) => {
      const untilMs = publishedUntilMs(keys, dated, use);
      const until = untilMs === undefined ? null : new Date(untilMs).toISOString();
      return { use: letters, kid: dated.key.kid, from: dated.from, until };
    }),
  );

/** Whether the newest key has been in use for as long as it may. */
export const isRotationDue = (
  { signingKeys, encryptionKeys }: KeyLists,
  nowMs: number,
  ageMaxDays: number,
): boolean =>
  [signingKeys, encryptionKeys].some((keys) => nowMs - Date.parse(keys.at(-1)!.from) >= ageMaxDays * DAY_MS);

/**
 * The same secrets with a new signing and a new encryption key.
 *
 * @param options `revoke`: for keys that somebody else may have. The new ones are in use at once, the old ones are no longer
 *   published, so that nothing signed by them is believed and nothing sealed to them is taken. Else the old ones sign until the new ones
 *   have been published for a while, and stay published as long as what they signed is good.
 */
export function withNewKeys<Secrets extends KeyLists>(
  secrets: Secrets,
  made: { readonly signingKey: PrivateJwk; readonly encryptionKey: PrivateJwk },
  { nowMs, revoke }: { readonly nowMs: number; readonly revoke: boolean },
): Secrets & KeyLists {
  const from = new Date(revoke ? nowMs : nowMs + PUBLISHED_AHEAD_MS).toISOString();
  const { signingKeys, encryptionKeys, storedKeys } = secrets;
  // A key that never came into use makes way: whoever rotates twice in a row does not add up keys.
  const begun = (keys: readonly DatedKey[]) => keys.filter((key) => Date.parse(key.from) <= nowMs);
  const kept = (keys: readonly DatedKey[], use: KeyUse) =>
    revoke ? [] : publishedKeys(begun(keys), nowMs, use);
  const keptForIntake = kept(encryptionKeys, 'encryption');
  const gone = encryptionKeys.filter((key) => !keptForIntake.includes(key)).map(({ key }) => key);
  return {
    ...secrets,
    signingKeys: [...kept(signingKeys, 'signing'), { from, key: made.signingKey }],
    encryptionKeys: [...keptForIntake, { from, key: made.encryptionKey }],
    storedKeys: [...storedKeys, ...gone],
  };
}
