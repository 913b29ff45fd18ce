import { anySignal } from '../../base/deadline.ts';
import { CancelledError } from '../../base/errors.ts';
import type { Submitted } from '../../client/submission.ts';
import { isOneOf } from '../../protocol/common.ts';
import {
  HAND_OFF_REASONS,
  HAND_OFF_STAGES,
  type HandOff,
  type HandOffReason,
} from '../../protocol/hand-off.ts';
import { BackendError } from '../../protocol/problem.ts';
import { discoveryOf, type Flow } from '../flow.ts';
import { call } from '../login/call.ts';
import { showProblem } from '../problem/show-problem.ts';
import { follow } from './follow.ts';

export type HandedOff =
  | { readonly kind: 'submitted'; readonly submitted: Submitted }
  | { readonly kind: 'back' };

/** Whether a draft can be handed over to another device. One that was taken up goes no further. */
export const canHandOff = (flow: Flow): boolean =>
  discoveryOf(flow).hand_off_uri !== undefined && flow.options.isolation !== 'hand_off';

/** A draft's evidence by the person's phone: invitation, code, following. Whatever ends it, the draft is here again. */
export async function runHandOff(
  flow: Flow,
  { draftId, subjectName }: { readonly draftId: string; readonly subjectName: string },
): Promise<HandedOff> {
  const portal = flow.options.topWindow && new URL(flow.options.topWindow.returnTo).origin;
  for (;;) {
    try {
      const opened = await call(flow, (client) =>
        client.openHandOff(draftId, { signal: flow.signal, ...(portal === undefined ? {} : { portal }) }),
      );
      const over = await untilOver(flow, opened, subjectName);
      if (over === 'left') return { kind: 'back' };
      if (over.status === 'submitted') {
        const application = await call(flow, (client) =>
          client.application(draftId, { signal: flow.signal }),
        );
        return { kind: 'submitted', submitted: { application } };
      }
      if ((await tellEnd(flow, over)) === 'back') return { kind: 'back' };
    } catch (error) {
      if ((await showProblem(flow, error, ['retry', 'back'])) === 'back') return { kind: 'back' };
    }
  }
}

/** From the invitation to its end; `left`: the person took the draft back. */
async function untilOver(flow: Flow, opened: HandOff, subjectName: string): Promise<HandOff | 'left'> {
  const left = new AbortController();
  const signal = anySignal([flow.signal, left.signal]);
  const requests = flow.requests.subscribe(['match_code', 'cancel_hand_off', 'back']);
  let last = opened;
  let wrong = false;
  let offline = false;
  /** A log-in may stand in between; it is not shown over. */
  let asking = false;
  const show = () => {
    if (!signal.aborted && !asking) publish(flow, last, { subjectName, wrong, offline });
  };
  const listen = async () => {
    for (;;) {
      const request = await requests.next(signal);
      if (request.kind !== 'match_code') return left.abort();
      asking = true;
      wrong = !(await confirm(flow, opened.id, request.code));
      asking = false;
      show();
    }
  };
  const listening = listen();
  listening.catch(() => {});
  show();
  try {
    const following = follow(
      flow,
      (inner) => call(flow, (client) => client.handOff(opened.id, { signal: inner })),
      {
        signal,
        until: ({ status }) => !['open', 'claimed', 'confirmed'].includes(status),
        show: (handOff, isOffline) => {
          last = handOff ?? last;
          offline = isOffline;
          show();
        },
      },
    );
    following.catch(() => {});
    return await Promise.race([following, listening.then(() => following)]);
  } catch (error) {
    if (!left.signal.aborted || flow.signal.aborted) throw error;
    await takeBack(flow, opened.id);
    return 'left';
  } finally {
    left.abort();
    requests.close();
  }
}

/** @returns whether it was the other device's code. */
async function confirm(flow: Flow, id: string, code: string): Promise<boolean> {
  try {
    await call(flow, (client) => client.confirmHandOff(id, code, { signal: flow.signal }));
    return true;
  } catch (error) {
    if (error instanceof BackendError && error.code === 'hand_off_code_wrong') return false;
    // What else stands in the way is seen at the next look.
    if (error instanceof BackendError && ['hand_off_ended', 'state_conflict'].includes(error.code))
      return true;
    throw error;
  }
}

/** The draft is this device's again; where that cannot be told now, the hand-off ends by its time. */
async function takeBack(flow: Flow, id: string): Promise<void> {
  try {
    await call(flow, (client) => client.cancelHandOff(id, { signal: flow.signal }));
  } catch (error) {
    if (error instanceof CancelledError) throw error;
  }
}

function publish(
  flow: Flow,
  { status, invitation, tries_left, stage, expires_at }: HandOff,
  more: { readonly subjectName: string; readonly wrong: boolean; readonly offline: boolean },
): void {
  const { subjectName, wrong, offline } = more;
  if (status === 'open' && invitation) {
    const { scan, link, page, code } = invitation;
    const ways = { qr: scan.qr, link, page, code };
    flow.publish({ kind: 'hand_off', subjectName, ...ways, until: expires_at, offline });
  } else if (status === 'claimed') {
    flow.publish({ kind: 'hand_off_match', subjectName, triesLeft: tries_left ?? 1, wrong, offline });
  } else if (status === 'confirmed') {
    const known = stage !== undefined && isOneOf(HAND_OFF_STAGES, stage) ? stage : 'ready';
    flow.publish({ kind: 'hand_off_follow', subjectName, progress: known, offline });
  }
}

/** Why it ended, and what now. */
async function tellEnd(flow: Flow, { reason }: HandOff): Promise<'retry' | 'back'> {
  flow.publish({ kind: 'hand_off_over', reason: knownReason(reason), on: 'operator' });
  return flow.requests.once(['retry', 'back', 'back_to_family'], flow.signal, ({ kind }) =>
    kind === 'retry' ? 'retry' : 'back',
  );
}

/** One that this version does not know has ended like one that ran out. */
export const knownReason = (reason: HandOff['reason']): HandOffReason =>
  reason !== undefined && isOneOf(HAND_OFF_REASONS, reason) ? reason : 'expired';
