import { and, asc, eq, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { Backend } from '../context/backend.ts';
import { type NotificationRow, notifications } from '../database/schema/notifications.ts';
import { describeFault } from '../errors/errors.ts';
import { daysAgo, NOTIFICATION_KEPT_DAYS } from '../rules/retention.ts';
import { openRecord } from '../storage/backend-keys.ts';
import { keyedToken } from '../storage/keyed-hash.ts';
import { messageText } from './message-words.ts';
import type { Notification, Notifier } from './notifier.ts';
import type { Message, SealedNotification } from './notify-subject.ts';

/** How often it is looked whether a message is due, milliseconds. */
const LOOK_EVERY_MS = 1_000;
/** Messages that are handed over at once. */
const BATCH = 10;
/** How long one hand-over may take. */
const SEND_DEADLINE_MS = 15_000;
/** When a try counts as lost because its process died, and another one is made. */
const LEASE_MS = 60_000;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 3_600_000;

export interface Delivery {
  /** Lets a try under way end, for at most the hand-over's deadline, and stops. What is not delivered waits for the next start. */
  close(): Promise<void>;
}

/** Delivers what is due, now and as long as the backend runs; what fails is tried again until it is handed over. */
export function startDelivery(backend: Backend, notifier: Notifier): Delivery {
  const stopping = new AbortController();
  let running = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    running = deliverDue(backend, notifier, new Date(), stopping.signal)
      .catch((error) => backend.log(`notifications: ${describeFault(error)}`))
      .then(() => {
        if (!stopping.signal.aborted) timer = setTimeout(look, LOOK_EVERY_MS);
      });
  };
  look();
  return {
    async close() {
      stopping.abort(new Error('The sandbox is stopping.'));
      clearTimeout(timer);
      await running;
    },
  };
}

/** Hands over every message that is due at `now`, each once however many processes look. */
export async function deliverDue(
  backend: Backend,
  notifier: Notifier,
  now: Date,
  signal?: AbortSignal,
): Promise<void> {
  for (;;) {
    const taken = signal?.aborted ? [] : await takeDue(backend, now);
    if (taken.length === 0) return;
    await Promise.all(taken.map((row) => deliver(backend, notifier, row, now, signal)));
  }
}

/** Puts the next try of what is due off until this one counts as lost, in one statement: two processes never take one message. */
async function takeDue({ db }: Backend, now: Date): Promise<NotificationRow[]> {
  const due = db
    .select({ id: notifications.id })
    .from(notifications)
    .where(and(isNull(notifications.deliveredAt), lte(notifications.nextAttemptAt, now)))
    .orderBy(asc(notifications.nextAttemptAt))
    .limit(BATCH)
    .for('update', { skipLocked: true });
  return db
    .update(notifications)
    .set({
      attempts: sql`${notifications.attempts} + 1`,
      nextAttemptAt: new Date(now.getTime() + LEASE_MS),
    })
    .where(inArray(notifications.id, due))
    .returning();
}

async function deliver(
  backend: Backend,
  notifier: Notifier,
  row: NotificationRow,
  now: Date,
  stopping: AbortSignal | undefined,
): Promise<void> {
  const { db, log } = backend;
  const thisOne = eq(notifications.id, row.id);
  try {
    const deadline = AbortSignal.timeout(SEND_DEADLINE_MS);
    const signal = stopping === undefined ? deadline : AbortSignal.any([deadline, stopping]);
    await untilAborted(notifier.send(await openNotification(backend, row), signal), signal);
  } catch (error) {
    log(`notification ${row.id}, try ${row.attempts}: ${describeFault(error)}`);
    const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (row.attempts - 1));
    await db
      .update(notifications)
      .set({ nextAttemptAt: new Date(now.getTime() + delayMs) })
      .where(thisOne);
    return;
  }
  await db.update(notifications).set({ deliveredAt: new Date() }).where(thisOne);
}

/** Also of a notifier that does not listen to its signal. */
function untilAborted(sending: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = () => reject(signal.reason);
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
    sending.then(resolve, reject);
  });
}

/** A message as it goes out; its link leads to where this backend stands now. */
export async function openNotification(
  { keys, hash, settings }: Backend,
  { id, kind, sealed }: NotificationRow,
): Promise<Notification> {
  const { phone, ...facts } = await openRecord<SealedNotification>(keys, 'notification', sealed);
  const message = { kind, facts } as Message;
  const url =
    message.kind === 'card_bound'
      ? `${settings.issuer}/undo/${keyedToken(hash, 'undo-link', message.facts.cardRef)}`
      : null;
  return { id, kind, phone, text: messageText(message, url), url };
}

/** Forgets messages that were delivered long ago. One of an account that could not be in all that time has no sense any more. */
export async function forgetDelivered({ db }: Backend): Promise<void> {
  const longAgo = daysAgo(NOTIFICATION_KEPT_DAYS);
  const ofAccounts = and(isNull(notifications.cardRef), lt(notifications.createdAt, longAgo));
  await db.delete(notifications).where(or(lt(notifications.deliveredAt, longAgo), ofAccounts));
}
