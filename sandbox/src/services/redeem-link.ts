import type { ServiceId } from './card-services.ts';

/** What a delegated link stands for. Names and numbers are masked already. */
export interface DelegatedService {
  readonly service: ServiceId;
  /** The relative for whom it is. */
  readonly subjectName: string;
  readonly subjectNumber: string;
  /** Code of the relationship to the operator. */
  readonly relationship: string;
  /** The operator on whose authority the link was made. */
  readonly operatorName: string;
}

/**
 * Uses up the token of a link, made by `POST /family/cards/{ref}/services/{service}/links`, if it is known, unused and
 * unexpired and the card is still active; otherwise `undefined`. The second call with the same token finds nothing.
 */
export type RedeemLink = (token: string) => Promise<DelegatedService | undefined>;
