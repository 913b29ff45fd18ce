import { anySignal } from '../../base/deadline.ts';
import { isOffline, isTransient } from '../../client/refusal.ts';
import type { OutgoingSubmission, Submitted } from '../../client/submission.ts';
import { BackendError } from '../../protocol/problem.ts';
import type { Flow } from '../flow.ts';
import { call } from '../login/call.ts';

/** Pause before sending goes on by itself, and how often it does. */
const PAUSE_MS = 4_000;
const PAUSES = 30;
/** A backend that asks for a longer pause than this is a problem that the person hears of. */
const LONGEST_PAUSE_MS = 10_000;
/** The same for a backend that is there but cannot. */
const PAUSES_OF_A_BACKEND = 3;

/** Sends a submission, shows its progress, and goes on by itself after faults that pass. */
export async function sendSubmission(flow: Flow, submission: OutgoingSubmission): Promise<Submitted> {
  const show = (offline = false) =>
    flow.publish({ kind: 'sending', percent: Math.floor(submission.progress * 100), offline });
  const options = { signal: flow.signal, onProgress: () => show(), onOffline: show };
  show();
  for (let pauses = 0; ; pauses += 1) {
    try {
      return await call(flow, (client, { session }) => submission.send(client, session, options));
    } catch (error) {
      const offline = isOffline(error);
      if (!isTransient(error) || pauses >= (offline ? PAUSES : PAUSES_OF_A_BACKEND)) throw error;
      const askedMs = error instanceof BackendError ? (error.retryAfterMs ?? 0) : 0;
      if (askedMs > LONGEST_PAUSE_MS) throw error;
      show(offline);
      await pause(flow, Math.max(PAUSE_MS, askedMs));
      show();
    }
  }
}

/** Until the browser says that the connection is back, or for a while. */
async function pause({ clock, parts, signal }: Flow, ms: number): Promise<void> {
  const over = new AbortController();
  const either = anySignal([signal, over.signal]);
  try {
    const rest = clock.sleep(ms, either);
    rest.catch(() => {});
    await Promise.race([rest, parts.page.whenOnline(either)]);
  } finally {
    over.abort();
  }
}
