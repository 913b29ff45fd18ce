import type { ErrorCode, PageSituation } from '../base/errors.ts';
import type { DocumentFault } from '../documents/check-document.ts';
import type { PhotoRequirement } from '../protocol/application.ts';
import type { ConsentGiver, LocalizedText } from '../protocol/common.ts';
import type { ProblemCode } from '../protocol/problem.ts';

/**
 * A relative as the family list shows it: a bound card or an application under way.
 * @example
 * ```ts
 * import type { FamilyAuthFlow, Relative } from 'family-auth';
 * const open = (flow: FamilyAuthFlow, { key }: Relative) => flow.send({ kind: 'open_relative', key });
 * ```
 */
export interface Relative {
  /** The card's reference or the application's id; the key in requests. */
  readonly key: string;
  /** Masked. */
  readonly name: string;
  /** What the relative is to the operator. */
  readonly relationship: LocalizedText;
  /** How their card, or the application for it, stands. */
  readonly state:
    | 'bound'
    | 'draft'
    | 'under_review'
    | 'awaiting_subject'
    | 'appointment'
    | 'rejected'
    | 'expired'
    | 'unlinked'
    | 'ended_by_subject';
}

export interface ConsentItem {
  readonly noticeId: string;
  readonly title: string;
  /** The text itself, verified against the digest in discovery. */
  readonly text: string;
  readonly version: string;
  readonly givenBy: ConsentGiver;
  readonly accepted: boolean;
}

export interface PhotoItem extends PhotoRequirement {
  /** The chosen photo, for a preview; lives in memory only. */
  readonly photo: Blob | null;
  /** What may be wrong with it. A look at pixels can err: the person may keep the photo all the same. */
  readonly doubt: DocumentFault | null;
}

/** What would help somebody who aims a camera at a document. */
export type DocumentHint = DocumentFault | 'hold_still';

export interface CameraChoice {
  readonly deviceId: string;
  readonly label: string;
}

/**
 * What a `problem` screen is about: the code of an error or of a problem document, or a situation of the page.
 * @example
 * ```ts
 * import type { ProblemSituation } from 'family-auth';
 * const isOfTheConnection = (situation: ProblemSituation) => situation === 'offline' || situation === 'deadline_exceeded';
 * ```
 */
export type ProblemSituation = ErrorCode | ProblemCode | PageSituation;

/** Why a photo that was chosen is not taken. */
export type PhotoError = 'not_an_image' | 'too_large' | 'too_small' | 'unreadable';
