import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { endEvents, FLOW_START, flowEvents } from '../../src/element/flow-events.ts';
import type { Phase } from '../../src/session/phase.ts';
import { publicPhase } from '../../src/session/public-phase.ts';
import { facePhases, flowPhases, problemPhases, resultPhases, SIGNED_RESULT } from '../../stories/phases.ts';

function play(...phases: readonly Phase[]) {
  let state = FLOW_START;
  const all = phases.flatMap((phase) => {
    const { state: next, events } = flowEvents(state, publicPhase(phase));
    state = next;
    return events;
  });
  const terminal = all.filter(({ type }) => type !== 'family-auth-phase' && type !== 'family-auth-ready');
  return { all, terminal, state };
}

const { Family, Details, Consent, Welcome, Starting, LoggingIn } = flowPhases;
const { Waiting, Approved, RejectedFace, Card } = resultPhases;

describe('the events of a flow', () => {
  test('the first screen is told as ready, once', () => {
    const ready = play(Starting, Welcome, LoggingIn, Family).all.filter(
      ({ type }) => type === 'family-auth-ready',
    );
    assert.deepEqual(ready, [{ type: 'family-auth-ready', detail: { kind: 'welcome' } }]);
  });

  test('a phase is told when its kind, action or state changes, not with every frame', () => {
    const { PromptHold, PromptHoldHint, PromptHolding } = facePhases;
    const told = play(PromptHold, PromptHoldHint, PromptHold, PromptHolding).all.filter(
      ({ type }) => type === 'family-auth-phase',
    );
    assert.deepEqual(
      told.map(({ detail }) => detail),
      [
        { kind: 'prompt', action: 'hold_short', state: 'shown' },
        { kind: 'prompt', action: 'hold_short', state: 'holding' },
      ],
    );
  });

  test('an approval completes the flow once, with opaque references alone', () => {
    const approved = { ...Approved, applicationId: 'appl_0001' };
    assert.deepEqual(play(Family, Details, Consent, Waiting, approved, approved, Card, Family).terminal, [
      {
        type: 'family-auth-complete',
        detail: {
          status: 'approved',
          cardRef: 'card_0001',
          result: SIGNED_RESULT,
          applicationId: 'appl_0001',
        },
      },
    ]);
  });

  test('a rejection completes the flow with its reason, and a new try is a flow of its own', () => {
    const { terminal } = play(Details, Waiting, RejectedFace, Consent, Waiting, Approved);
    assert.deepEqual(
      terminal.map(({ detail }) => detail),
      [
        { status: 'rejected', reason: 'face_mismatch', result: SIGNED_RESULT },
        { status: 'approved', cardRef: 'card_0001', result: SIGNED_RESULT },
      ],
    );
  });

  test('leaving before anything was sent closes the flow', () => {
    assert.deepEqual(play(Family, Details, Consent, Family, Family).terminal, [
      { type: 'family-auth-close', detail: { reason: 'left', reached: 'consent' } },
    ]);
  });

  test('whoever did not agree is told from whoever refused the camera', () => {
    const { GetReady, PermissionAsked } = facePhases;
    const leave = (...phases: readonly Phase[]) => play(Family, Details, ...phases, Family).terminal;
    const refused = [
      Consent,
      GetReady,
      PermissionAsked,
      problemPhases.CameraDenied,
      GetReady,
      Consent,
      Details,
    ];
    assert.deepEqual(
      [leave(Consent, Details), leave(...refused), leave()].map(([event]) => event?.detail),
      [
        { reason: 'left', reached: 'consent' },
        { reason: 'left', reached: 'camera_permission', code: 'camera_denied' },
        { reason: 'left', reached: 'details' },
      ],
    );
  });

  test('a log-in that is over is told, once, as that', () => {
    const over = problemPhases.LoginCancelled;
    const lapsed = { ...over, situation: 'login_required', code: 'login_required' } as const;
    assert.deepEqual(play(Family, Details, Consent, lapsed, lapsed).terminal, [
      { type: 'family-auth-session-expired', detail: { code: 'login_required' } },
    ]);
  });

  test('the next flow begins anew', () => {
    const { GetReady } = facePhases;
    const { terminal } = play(Details, GetReady, problemPhases.CameraBusy, Family, Details, Family);
    assert.deepEqual(terminal.at(-1)?.detail, { reason: 'left', reached: 'details' });
  });

  test('leaving the waiting screen completes the flow with where it stood', () => {
    assert.deepEqual(play(Details, Waiting, Family).terminal, [
      { type: 'family-auth-complete', detail: { status: 'processing' } },
    ]);
  });

  test('a problem with a way on ends nothing; one without is an error', () => {
    assert.deepEqual(play(Details, problemPhases.CameraDenied, Details).terminal, []);
    assert.deepEqual(play(Details, problemPhases.ContactSite).terminal, [
      { type: 'family-auth-error', detail: { code: 'malformed' } },
    ]);
  });

  test('a page that is not configured is an error without any flow', () => {
    assert.deepEqual(play(problemPhases.NotConfigured, problemPhases.NotConfigured).terminal, [
      { type: 'family-auth-error', detail: { code: 'configuration_missing' } },
    ]);
  });

  test('looking at an old rejection from the list is no flow', () => {
    assert.deepEqual(play(Family, RejectedFace, Family).terminal, []);
  });

  test('an element that is taken away ends the flow under way, and only that', () => {
    assert.deepEqual(endEvents(play(Family, Details).state, 'removed'), [
      { type: 'family-auth-close', detail: { reason: 'removed', reached: 'details' } },
    ]);
    assert.deepEqual(endEvents(play(Family).state, 'removed'), []);
    assert.deepEqual(endEvents(play(Details, Waiting).state, 'removed'), [
      { type: 'family-auth-complete', detail: { status: 'processing' } },
    ]);
  });

  test('no event carries a name or a number', () => {
    const { all } = play(Family, Details, Consent, facePhases.PromptHold, Waiting, Approved);
    assert.doesNotMatch(JSON.stringify(all), /\p{Script=Han}|990101/u);
  });

  test('leaving while the relative is awaited completes the flow with that; withdrawing, with that', () => {
    const { SubjectLogin, Appointment, SubjectConsent } = flowPhases;
    const { ConfirmWithdraw, Withdrawn } = resultPhases;
    const statuses = (...phases: Phase[]) =>
      play(Details, ...phases).terminal.map(({ type, detail }) => [
        type,
        (detail as { status?: string }).status,
      ]);
    const awaiting = [['family-auth-complete', 'awaiting_subject']];
    assert.deepEqual(statuses(SubjectLogin, SubjectConsent, SubjectLogin, Family), awaiting);
    assert.deepEqual(statuses(Appointment, Family), awaiting);
    assert.deepEqual(statuses(Appointment, ConfirmWithdraw, Withdrawn, Family), [
      ['family-auth-complete', 'withdrawn'],
    ]);
  });
});
