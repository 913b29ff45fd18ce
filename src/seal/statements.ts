import type { VerificationErrorCode } from '../base/errors.ts';
import { CARD_TYP, type Card, CardSchema } from '../protocol/card.ts';
import { RECEIPT_TYP, type ReceiptClaims, ReceiptClaimsSchema } from '../protocol/challenge.ts';
import {
  DELETION_RECEIPT_TYP,
  type DeletionReceipt,
  DeletionReceiptSchema,
} from '../protocol/deletion-receipt.ts';
import { RESULT_TYP, type Result, ResultSchema } from '../protocol/result.ts';

/** What a backend states under its signature, by kind. */
export interface StatementClaims {
  result: Result;
  card: Card;
  receipt: ReceiptClaims;
  deletion_receipt: DeletionReceipt;
}
export type StatementKind = keyof StatementClaims;

interface Statement<Claims> {
  /** The JWT's `typ` (RFC 8725 section 3.11): a card can never pass for a result. */
  readonly typ: string;
  readonly schema: { safeParse(value: unknown): { success: true; data: Claims } | { success: false } };
  readonly refusal: VerificationErrorCode;
  /** Claims without which it is worth nothing; a deletion receipt names no end. */
  readonly requiredClaims: readonly string[];
}

export const statements: { readonly [Kind in StatementKind]: Statement<StatementClaims[Kind]> } = {
  result: {
    typ: RESULT_TYP,
    schema: ResultSchema,
    refusal: 'result_not_authentic',
    requiredClaims: ['exp', 'aud'],
  },
  card: { typ: CARD_TYP, schema: CardSchema, refusal: 'card_not_authentic', requiredClaims: ['exp', 'aud'] },
  receipt: {
    typ: RECEIPT_TYP,
    schema: ReceiptClaimsSchema,
    refusal: 'receipt_not_authentic',
    requiredClaims: [],
  },
  deletion_receipt: {
    typ: DELETION_RECEIPT_TYP,
    schema: DeletionReceiptSchema,
    refusal: 'deletion_receipt_not_authentic',
    requiredClaims: ['aud'],
  },
};
