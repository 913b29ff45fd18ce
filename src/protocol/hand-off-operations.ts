import { endpoints } from './endpoints.ts';
import {
  ClaimHandOffSchema,
  ConfirmHandOffSchema,
  CreateHandOffSchema,
  HandOffClaimSchema,
  HandOffSchema,
} from './hand-off.ts';
import { type Answer, BODY, DRAFT, FRESH, type Operation } from './operation.ts';

const handOff = (says: string): Answer => ({ says, schema: HandOffSchema, headers: ['Retry-After'] });

/** Between the operator's device and the one that does the evidence. */
export const ofHandOffs: readonly Operation[] = [
  {
    id: 'createHandOff',
    method: 'POST',
    path: endpoints.handOffs('{id}'),
    summary: 'Invite another device to do the evidence of a draft; the hand-off before ends',
    body: CreateHandOffSchema,
    answers: {
      201: { ...handOff('The hand-off with its invitation.'), headers: ['Location', 'Retry-After'] },
    },
    codes: [...DRAFT, ...BODY, FRESH],
  },
  {
    id: 'claimHandOff',
    method: 'POST',
    path: endpoints.handOffClaims(),
    summary: 'Take an invitation up, with a key of one’s own',
    description:
      'Without a token: the proof names the key. The same key again gets the same code and another token.',
    open: true,
    body: ClaimHandOffSchema,
    answers: { 201: { says: 'Who asks, the code, and a token.', schema: HandOffClaimSchema } },
    codes: [...BODY, 'hand_off_taken', 'hand_off_ended'],
  },
  {
    id: 'getHandOff',
    method: 'GET',
    path: endpoints.handOff('{id}'),
    summary: 'How a hand-off stands, for either device',
    answers: { 200: handOff('The hand-off.') },
    codes: ['not_found'],
  },
  {
    id: 'confirmHandOff',
    method: 'POST',
    path: endpoints.handOffConfirmation('{id}'),
    summary: 'Let the other device hold the draft, by the code that it shows',
    body: ConfirmHandOffSchema,
    answers: { 200: handOff('The hand-off, confirmed.') },
    codes: [...DRAFT, ...BODY, 'hand_off_code_wrong', 'hand_off_ended', FRESH],
  },
  {
    id: 'cancelHandOff',
    method: 'POST',
    path: endpoints.handOffCancellation('{id}'),
    summary: 'End a hand-off, from either device; a second time changes nothing',
    answers: { 200: handOff('The hand-off, ended.') },
    codes: [...BODY, 'not_found', 'state_conflict'],
  },
];
