import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import {
  type HandOff,
  type HandOffClaim,
  HandOffClaimSchema,
  HandOffSchema,
} from '@family-auth/library/protocol/hand-off.ts';
import { ask, askByKey, jsonBody, postJson } from './api.ts';
import { type Draft, draft } from './apply.ts';
import { type BoundKey, newBoundKey } from './dpop.ts';
import type { Answer } from './exchange.ts';
import { expect, expectStatus, skip } from './expect.ts';
import type { Kit } from './kit.ts';
import type { Session } from './log-in.ts';

/** An invitation to another device, and the draft that it is for. */
export interface Invited {
  readonly made: Draft;
  /** The application's. */
  readonly id: string;
  readonly handOff: HandOff;
  readonly invitation: NonNullable<HandOff['invitation']>;
}

/** A device that has taken an invitation up; it speaks in the operator's name, by a key of its own. */
export interface Claimed extends Invited {
  readonly device: Session;
  readonly claim: HandOffClaim;
}

/** What stands behind `#` in an invitation's address. */
export const ticketOf = (address: string): string => new URL(address).hash.slice(1);

/** Another code than this one, of as many digits. */
export const wrongCode = (code: string): string =>
  String((Number(code) + 1) % 10 ** code.length).padStart(code.length, '0');

/** Asks for a hand-off, as a page of the portal does. */
export const askForHandOff = async (
  kit: Kit,
  operator: Session,
  id: string,
  { body = {}, origin = kit.tenant.portal.origin }: { readonly body?: object; readonly origin?: string } = {},
): Promise<Answer> => {
  const request = jsonBody(body);
  const headers = { ...request.headers, origin };
  return ask(operator, await kit.url(endpoints.handOffs(id)), { ...request, headers });
};

/** A draft of the operator's, and another device invited to it. */
export async function invite(
  kit: Kit,
  operator: Session,
  options?: Parameters<typeof askForHandOff>[3],
  given?: Draft,
): Promise<Invited> {
  if ((await kit.discovery()).hand_off_uri === undefined) skip('hand_off_uri is not announced.');
  const made = given ?? (await draft(kit, operator));
  const { id } = made.application;
  const answer = expectStatus(await askForHandOff(kit, operator, id, options), 201, 'A hand-off');
  const handOff = HandOffSchema.parse(answer.json);
  expect(handOff.invitation !== undefined, 'The hand-off has no invitation.');
  return { made, id, handOff, invitation: handOff.invitation };
}

/** Takes a ticket up by a key. */
export const claimBy = async (kit: Kit, key: BoundKey, ticket: string): Promise<Answer> =>
  askByKey(key, await kit.url(endpoints.handOffClaims()), jsonBody({ ticket }));

/** A new device that takes the invitation up by its symbol. */
export async function claimed(kit: Kit, operator: Session, invited: Invited): Promise<Claimed> {
  const key = await newBoundKey();
  const answer = await claimBy(kit, key, ticketOf(invited.invitation.scan.url));
  const claim = HandOffClaimSchema.parse(expectStatus(answer, 201, 'A claim').json);
  const tokens = { access_token: claim.token, token_type: 'DPoP' };
  return { ...invited, claim, device: { ...operator, ...key, tokens } };
}

export const confirm = async (
  kit: Kit,
  operator: Session,
  { handOff }: Invited,
  matchCode: string,
): Promise<Answer> =>
  postJson(operator, await kit.url(endpoints.handOffConfirmation(handOff.id)), { match_code: matchCode });

/** A device that holds the draft. */
export async function holding(kit: Kit, operator: Session, given?: Draft): Promise<Claimed> {
  const taken = await claimed(kit, operator, await invite(kit, operator, {}, given));
  expectStatus(await confirm(kit, operator, taken, taken.claim.match_code), 200, 'The match code');
  const { delegation } = await handOffNow(kit, taken.device, taken);
  expect(delegation !== undefined, 'The device that holds the draft is told no delegation.');
  const { client_id: clientId, sub } = delegation;
  return { ...taken, device: { ...taken.device, clientId, sub } };
}

/** How the hand-off stands, as one side is told. */
export async function handOffNow(kit: Kit, session: Session, { handOff }: Invited): Promise<HandOff> {
  const answer = await ask(session, await kit.url(endpoints.handOff(handOff.id)));
  return HandOffSchema.parse(expectStatus(answer, 200, 'GET of the hand-off').json);
}

/** Ends it, from either side. */
export const cancel = async (kit: Kit, session: Session, { handOff }: Invited): Promise<Answer> =>
  postJson(session, await kit.url(endpoints.handOffCancellation(handOff.id)));
