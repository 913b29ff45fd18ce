/** What became of a display code that somebody shows. Names and numbers are masked already. */
export type RedeemedCode =
  | {
      readonly state: 'valid';
      readonly maskedName: string;
      readonly maskedNumber: string;
      readonly expiresAt: Date;
    }
  | { readonly state: 'used' | 'expired' | 'unknown' };

/**
 * Uses up a code made by `POST /family/cards/{ref}/codes`: `valid` once, in its minute, while the card is active. A code
 * that a newer one replaced, or of a card that was unbound, is `unknown`.
 */
export type RedeemCode = (code: string) => Promise<RedeemedCode>;
