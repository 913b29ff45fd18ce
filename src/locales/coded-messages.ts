import type { ErrorCode, PageSituation } from '../base/errors.ts';
import type { Hint } from '../challenge/hint.ts';
import type { DocumentFault } from '../documents/check-document.ts';
import type { DetailsErrorCode } from '../identity/details.ts';
import type { DecisionReason, PhotoRole } from '../protocol/application.ts';
import type { CardStatus } from '../protocol/card.ts';
import type { Action } from '../protocol/challenge.ts';
import type { ConsentGiver, IdType, Method } from '../protocol/common.ts';
import type { ProblemCode } from '../protocol/problem.ts';

/** A side of a document that a photo shows. */
type DocumentSide = `${Exclude<IdType, 'passport'>}_${'front' | 'back'}` | 'passport_front';

/** Everything that can stand in the way: the `situation` of a problem screen. */
export type Situation = ErrorCode | ProblemCode | PageSituation;

/**
 * The words for every code of the library's closed unions. A locale `satisfies` this, so that a code without words
 * does not compile.
 */
export interface CodedMessages {
  /** What would help right now, while the camera runs. Spoken as well as shown. */
  readonly hint: Readonly<Record<Hint, string>>;
  /** What to do, as it is said to the person in front of the camera. */
  readonly action: Readonly<Record<Action, string>>;
  /** What the pictogram shows, for those who do not see it. */
  readonly pictogram: Readonly<Record<Action, string>>;
  /** Why an application was not approved, `other` for a reason that a later version brought … */
  readonly reason: Readonly<Record<DecisionReason | 'other', string>>;
  /** … and what can be done about it. */
  readonly reasonTodo: Readonly<Record<DecisionReason | 'other', string>>;
  /** First line: the heading. Further lines: what to do. `{browser}`, `{icon}`, `{time}`, `{app}`, `{code}` are filled in. */
  readonly situation: Readonly<Record<Situation, string>>;
  /** Beside the field of the form. */
  readonly field: Readonly<Record<DetailsErrorCode, string>>;
  /** A way to verify, as the label of its button. */
  readonly method: Readonly<Record<Method, string>>;
  /** One sentence under it. */
  readonly methodAbout: Readonly<Record<Method, string>>;
  readonly photo: Readonly<Record<PhotoRole, string>>;
  /** The two sides of each document by name; a passport has one page that matters. */
  readonly documentSide: Readonly<Record<DocumentSide, string>>;
  /** What would help somebody who aims a camera at a document. */
  readonly documentHint: Readonly<Record<DocumentFault | 'hold_still', string>>;
  /** What may be wrong with a photo of a document that was chosen. */
  readonly photoDoubt: Readonly<Record<DocumentFault, string>>;
  readonly photoError: Readonly<Record<'not_an_image' | 'too_large' | 'too_small' | 'unreadable', string>>;
  readonly relativeState: Readonly<
    Record<
      | 'bound'
      | 'draft'
      | 'under_review'
      | 'awaiting_subject'
      | 'appointment'
      | 'rejected'
      | 'expired'
      | 'unlinked'
      | 'ended_by_subject',
      string
    >
  >;
  readonly cardStatus: Readonly<Record<CardStatus | 'other', string>>;
  /** The label of a consent's own checkbox, by who gives it. `{name}`, `{title}` are filled in. */
  readonly consentLabel: Readonly<Record<ConsentGiver, string>>;
  /** What to type as the number, by document. */
  readonly numberHelp: Readonly<Record<IdType, string>>;
}
