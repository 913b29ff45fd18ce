import type { Clock } from '../base/clock.ts';
import { TransportError, VerificationError } from '../base/errors.ts';
import { lateCode } from '../base/late-code.ts';
import { type Card, CardsResponseSchema } from '../protocol/card.ts';
import { type DeletionReceipt, DeletionReceiptsResponseSchema } from '../protocol/deletion-receipt.ts';
import { endpoints } from '../protocol/endpoints.ts';
import { ResultResponseSchema, type SignedResult } from '../protocol/result.ts';
import type { Api } from './api.ts';
import type { CallOptions } from './family-auth-client.ts';
import type { KeyDirectory } from './public-documents.ts';

/** Whose statements are believed, and for whom they must be made. */
export interface Trust {
  readonly issuer: string;
  readonly clientId: string;
  readonly keys: KeyDirectory;
  readonly clock: Clock;
}

/** A decision that was verified, with the JWT that says it: whoever is told of it can verify it again. */
export async function fetchSignedResult(
  api: Api,
  trust: Trust,
  applicationId: string,
  expected: { readonly submissionSha256?: string },
  { signal }: CallOptions,
): Promise<SignedResult> {
  const { result: jwt } = await api.read(
    { operation: 'client.result', path: endpoints.result(applicationId), signal },
    ResultResponseSchema,
  );
  const { verifyStatement } = await lateCode('client.statement', loadStatement, signal);
  const result = await verifyStatement('result', jwt, verification(trust));
  const { submissionSha256 } = expected;
  if (result.sub !== applicationId)
    throw notAuthentic('has a sub other than the application that was asked about');
  if (submissionSha256 !== undefined && result.submission !== submissionSha256) {
    throw notAuthentic('names another submission than the one that was sent');
  }
  return { jwt, result };
}

/** Verified views of the cards at `path`. */
export async function fetchCards(
  api: Api,
  trust: Trust,
  path: string,
  { signal }: CallOptions,
): Promise<readonly Card[]> {
  const { cards } = await api.read({ operation: 'client.cards', path, signal }, CardsResponseSchema);
  if (cards.length === 0) return [];
  const { verifyStatement } = await lateCode('client.statement', loadStatement, signal);
  return Promise.all(cards.map((jwt) => verifyStatement('card', jwt, verification(trust))));
}

/** The verified view of one card. */
export async function fetchCard(api: Api, trust: Trust, ref: string, { signal }: CallOptions): Promise<Card> {
  const [card, ...others] = await fetchCards(api, trust, endpoints.card(ref), { ...(signal && { signal }) });
  if (card === undefined || others.length > 0) {
    throw new TransportError('response_malformed', 'Expected exactly one card in the response.');
  }
  if (card.ref !== ref)
    throw new VerificationError(
      'card_not_authentic',
      'The ref of the card does not match the card that was requested.',
    );
  return card;
}

/** Verified receipts of what was deleted of an application. */
export async function fetchDeletionReceipts(
  api: Api,
  trust: Trust,
  applicationId: string,
  { signal }: CallOptions,
): Promise<readonly DeletionReceipt[]> {
  const { receipts } = await api.read(
    { operation: 'client.deletionReceipts', path: endpoints.deletionReceipts(applicationId), signal },
    DeletionReceiptsResponseSchema,
  );
  const { verifyStatement } = await lateCode('client.statement', loadStatement, signal);
  const verified = await Promise.all(
    receipts.map((jwt) => verifyStatement('deletion_receipt', jwt, verification(trust))),
  );
  if (verified.some(({ sub }) => sub !== applicationId)) {
    throw new VerificationError(
      'deletion_receipt_not_authentic',
      'The sub of a deletion receipt does not match the application.',
    );
  }
  return verified;
}

/** Nobody pays for it who has no statement to verify. */
const loadStatement = () => import('../seal/statement.ts');

const verification = ({ issuer, clientId, keys, clock }: Trust) => ({
  issuer,
  audience: clientId,
  keys: keys.signatureKeys,
  nowMs: clock.epochMs(),
});

const notAuthentic = (what: string) => new VerificationError('result_not_authentic', `The result ${what}.`);
