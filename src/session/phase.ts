import type { Hint } from '../challenge/hint.ts';
import type { DetailsDraft, DetailsErrors } from '../identity/details.ts';
import type { ApplicationStatus, DecisionReason, PhotoRole } from '../protocol/application.ts';
import type { Card, CardCode } from '../protocol/card.ts';
import type { Action, StepAction, Without } from '../protocol/challenge.ts';
import type { IdType, LocalizedText, Method, Open } from '../protocol/common.ts';

import type { HandOffPhase } from './hand-off/hand-off-phase.ts';
import type {
  CameraChoice,
  ConsentItem,
  DocumentHint,
  PhotoError,
  PhotoItem,
  ProblemSituation,
  Relative,
} from './phase-fields.ts';

/** Fields that every phase has. */
interface Common {
  /** The backend calls itself a test system: every screen is marked. */
  readonly testSystem: boolean;
  /** Where the flow stands: the steps on top of the screen. `null` outside of them. */
  readonly stage: 'login' | 'details' | 'face' | 'result' | null;
  /** The application under way, once the backend knows of it. Opaque. */
  readonly applicationId?: string;
}

/** What the camera screen shows behind every live-face phase. */
interface Live extends Common {
  readonly stage: 'face';
  /** The camera's stream for the preview, or `null` where there is none (stories). */
  readonly preview: MediaStream | null;
  /** Front cameras are shown mirrored. */
  readonly mirrored: boolean;
  readonly cameras: readonly CameraChoice[];
  readonly voice: boolean;
  /** The person in front of the camera. */
  readonly subjectName: string;
}

/**
 * Everything the element can show. Each phase holds only what is true in it.
 * A story is a literal of this type; no camera and no server is needed to draw it.
 * @example
 * ```ts
 * import type { Phase } from 'family-auth';
 * const literal = { kind: 'logging_in', reason: 'login', testSystem: false, stage: 'login' } satisfies Phase;
 * ```
 */
export type Phase =
  | (Common & { readonly kind: 'starting' })
  | (Common & {
      readonly kind: 'welcome';
      readonly controllerName: LocalizedText;
      readonly canRegister: boolean;
    })
  | (Common & { readonly kind: 'logging_in'; readonly reason: 'login' | 'register' | 'step_up' | 'subject' })
  | (Common & {
      readonly kind: 'family';
      readonly operatorName: string;
      readonly relatives: readonly Relative[];
      readonly relativesLeft: number;
    })
  | (Common & {
      readonly kind: 'details';
      readonly draft: DetailsDraft;
      /** Only for fields that were touched, or for all after Next. */
      readonly errors: DetailsErrors;
      readonly relationships: readonly {
        readonly code: string;
        readonly label: LocalizedText;
        readonly left: number;
      }[];
      readonly idTypes: readonly { readonly type: IdType; readonly label: LocalizedText }[];
      readonly busy: boolean;
    })
  | (Common & {
      readonly kind: 'consent';
      /** The way that is about to be taken. */
      readonly method: Method;
      /** The other methods that the age and the backend allow. */
      readonly otherMethods: readonly Method[];
      /** The backend offers a face method that needs another version of this library. */
      readonly faceSetAside: boolean;
      readonly subjectName: string;
      readonly summary: {
        readonly name: string;
        readonly idType: LocalizedText;
        /** As it was typed, in groups: it is there to be checked. */
        readonly number: string;
        readonly relationship: LocalizedText;
        /** The name was rewritten (bullet look-alikes to U+00B7); shown so that the person can object. */
        readonly nameRewritten: boolean;
      };
      readonly consents: readonly ConsentItem[];
      /** Set when a guardian's consent is needed: the age line of the backend. */
      readonly guardianUnder: number | null;
      readonly controllerName: LocalizedText;
      /** All consents of the method are ticked. */
      readonly complete: boolean;
      readonly busy: boolean;
    })
  | (Common & {
      readonly kind: 'choose_method';
      readonly current: Method | null /** `null`: unknown to this version. */;
      readonly methods: readonly Method[];
    })
  | (Common & {
      readonly kind: 'photos';
      readonly method: 'portrait_photo' | 'document_review';
      readonly subjectName: string;
      /** Which document it is, for its names and drawings. */
      readonly idType: IdType;
      readonly photos: readonly PhotoItem[];
      /** Why the photo just chosen was not taken, by role. */
      readonly photoErrors: Partial<Record<PhotoRole, PhotoError>>;
      /** A photo that was chosen is being looked at. */
      readonly looking: PhotoRole | null;
      /** All that is required is there, and nothing is in doubt any more. */
      readonly complete: boolean;
      /** Another device can take them. */
      readonly canHandOff: boolean;
    })
  | (Common & {
      readonly kind: 'taking_photo';
      readonly role: PhotoRole;
      readonly idType: IdType;
      readonly preview: MediaStream | null;
      readonly mirrored: boolean;
      readonly cameras: readonly CameraChoice[];
      /** What would help; one at a time. Documents only. */
      readonly hint: DocumentHint | null;
      /** 0..1: how long all has been right; at 1 the photo is taken by itself. */
      readonly progress: number;
    })
  | (Common & {
      readonly kind: 'get_ready';
      readonly stage: 'face';
      readonly subjectName: string;
      readonly steps: number;
      readonly voice: boolean;
      readonly facing: 'user' | 'environment';
      readonly attemptsLeft: number | null;
      /** What the person may be spared with this backend, if a person is to decide; and what they asked for. */
      readonly canSpare: readonly Without[];
      readonly without: Without | null;
      /** The movements that may be asked for, each kind once: to be looked at, and tried, before the camera is opened. */
      readonly movements: readonly Action[];
      /** Another device can do the check. */
      readonly canHandOff: boolean;
      /** The landmark engine is still loading. */
      readonly engineLoading: boolean;
    })
  | (Common & {
      /** The camera is off again: this device is too slow for a check that the backend decides by itself. */
      readonly kind: 'slow_device';
      readonly stage: 'face';
      readonly subjectName: string;
      /** The methods without a face. */
      readonly methods: readonly Method[];
      /** Fast enough for a check that a person looks at; else the camera can only be tried again. */
      readonly cameraWorks: boolean;
    })
  | (Common & { readonly kind: 'camera_permission'; readonly stage: 'face'; readonly asking: boolean })
  | (Live & { readonly kind: 'framing'; readonly hint: Hint | null /** 0..1 */; readonly progress: number })
  | (Live & { readonly kind: 'calibrating'; readonly hint: Hint | null; readonly progress: number })
  | (Live & {
      readonly kind: 'prompt';
      readonly action: Exclude<StepAction, 'neutral'>;
      /** 1-based among the actions. */
      readonly index: number;
      readonly count: number;
      readonly state: 'pause' | 'shown' | 'reacting' | 'holding' | 'returning' | 'done';
      readonly hint: Hint | null;
      readonly progress: number;
      /** Rises by one each time the tone must sound. */
      readonly tones: number;
      readonly canSwap: boolean;
    })
  | (Live & {
      readonly kind: 'once_more';
      readonly action: StepAction;
      readonly hint: Hint | null;
      readonly attemptsLeft: number;
      readonly canSwap: boolean;
      /** Failed several times: what the check can go on without, if a person is to decide. */
      readonly canSpare: Without | null;
    })
  | HandOffPhase<Common>
  | (Common & { readonly kind: 'captured'; readonly stage: 'face'; readonly subjectName: string })
  | (Common & {
      readonly kind: 'sending';
      readonly percent: number /** The connection is lost; sending goes on when it is back. */;
      readonly offline: boolean;
    })
  | (Common & {
      readonly kind: 'waiting';
      readonly stage: 'result';
      readonly status: Extract<
        ApplicationStatus,
        'submitted' | 'processing' | 'manual_review' | 'awaiting_subject'
      >;
      readonly subjectName: string;
      readonly estimatedAt: string | null;
      /** Until when the review lasts at the longest, ISO 8601. Only with `manual_review`. */
      readonly reviewUntil: string | null;
      readonly offline: boolean;
    })
  | (Common & {
      /** The application waits for the relative's own log-in. */
      readonly kind: 'subject_login';
      readonly stage: 'face';
      readonly subjectName: string;
      /** Whether the relative can log in on this device. */
      readonly canLoginHere: boolean;
      /** For the relative's own phone, once it was asked for. */
      readonly link: { readonly url: string; readonly qr: CardCode['qr'] } | null;
      /** How long it waits, ISO 8601. */
      readonly until: string | null;
      /** Why a log-in here did not come about; `log_in_again`: the relative's was too old for their answer. */
      readonly notice: 'popup_blocked' | 'not_logged_in' | 'log_in_again' | null;
      readonly canChangeMethod: boolean;
      readonly busy: boolean;
      readonly offline: boolean;
    })
  | (Common & {
      /** The relative is logged in on this device and reads: the one screen that speaks to them. */
      readonly kind: 'subject_consent';
      readonly stage: 'face';
      readonly subjectName: string;
      readonly operatorName: string;
      /** What the relative is to the operator. */
      readonly relationship: LocalizedText;
      readonly consents: readonly ConsentItem[];
      readonly complete: boolean;
      readonly busy: boolean;
    })
  | (Common & {
      /** The application waits for the relative at a counter. */
      readonly kind: 'appointment';
      readonly stage: 'face';
      readonly subjectName: string;
      /** Digits. */
      readonly code: string;
      readonly qr: CardCode['qr'];
      readonly until: string;
      readonly canChangeMethod: boolean;
      readonly offline: boolean;
    })
  | (Common & {
      readonly kind: 'confirm_withdraw';
      readonly stage: 'result';
      readonly subjectName: string;
      readonly busy: boolean;
    })
  | (Common & { readonly kind: 'withdrawn'; readonly stage: 'result'; readonly subjectName: string })
  | (Common & {
      readonly kind: 'approved';
      readonly stage: 'result';
      readonly subjectName: string;
      /** The decision as the backend signed it, verified: a compact JWT. */
      readonly signedResult: string;
      readonly card: Card;
      readonly relationship: LocalizedText;
    })
  | (Common & {
      readonly kind: 'rejected';
      readonly stage: 'result';
      readonly subjectName: string;
      /** The decision as the backend signed it, verified: a compact JWT. */
      readonly signedResult: string;
      /** As the backend signed it; one that this version does not know has the words of `other`. */
      readonly reason: Open<DecisionReason>;
      readonly canRetry: boolean;
      readonly canAppeal: boolean;
      /** The consents can still be withdrawn, and what is kept of the relative deleted. */
      readonly canWithdrawConsent: boolean;
      readonly otherMethods: readonly Method[];
    })
  | (Common & {
      /** Nobody had decided by the end of the review; the evidence is deleted. */
      readonly kind: 'expired';
      readonly stage: 'result';
      readonly subjectName: string;
      readonly canRetry: boolean;
      readonly canWithdrawConsent: boolean;
      readonly otherMethods: readonly Method[];
    })
  | (Common & {
      readonly kind: 'confirm_consent_withdrawal';
      readonly subjectName: string;
      /** A card is bound, and stays bound. */
      readonly bound: boolean;
      readonly busy: boolean;
    })
  | (Common & {
      readonly kind: 'consent_withdrawn';
      readonly subjectName: string;
      /** A card is still bound and can be unbound from here. */
      readonly bound: boolean;
    })
  | (Common & {
      readonly kind: 'appealing';
      readonly stage: 'result';
      readonly subjectName: string;
      readonly busy: boolean;
    })
  | (Common & {
      readonly kind: 'card';
      readonly card: Card;
      readonly relationship: LocalizedText;
      /** Set when the browser refused to open a window for a service: shown as a plain link (`target=_blank`). */
      readonly link?: { readonly service: string; readonly url: string };
      /** The code on show and the seconds it still lives, or `null`. */
      readonly code: { readonly code: CardCode; readonly secondsLeft: number } | null;
      /** The consents can be withdrawn; the card stays bound. */
      readonly canWithdrawConsent: boolean;
      readonly busy: boolean;
    })
  | (Common & {
      readonly kind: 'confirm_unbind';
      readonly card: Card;
      readonly relationship: LocalizedText;
      readonly busy: boolean;
    })
  | (Common & {
      readonly kind: 'problem';
      readonly situation: ProblemSituation;
      /** The machine-readable code shown small, for support. */
      readonly code: string;
      /** What the backend calls the request that failed, for whoever looks it up there. */
      readonly requestId?: string;
      /** Whom to ask, as the backend tells it: a telephone number, an address. Not before the backend has answered once. */
      readonly help?: { readonly name: LocalizedText; readonly contact: string };
      /** When a limit ends, ISO 8601. */
      readonly until: string | null;
      /** What can be done about it, in order; the first is the primary button. */
      readonly actions: readonly (
        | 'retry'
        | 'hand_off'
        | 'other_method'
        | 'back'
        | 'login'
        | 'redirect_login'
        | 'reload'
      )[];
    });

/**
 * The names of the phases.
 * @example
 * ```ts
 * import type { PhaseKind } from 'family-auth';
 * const withCamera: readonly PhaseKind[] = ['framing', 'calibrating', 'prompt', 'once_more', 'taking_photo'];
 * withCamera.includes('consent'); // → false
 * ```
 */
export type PhaseKind = Phase['kind'];
/**
 * The phase of one kind, with the fields that are true in it.
 * @example
 * ```ts
 * import type { PhaseOf } from 'family-auth';
 * const titleOf = ({ subjectName, reason }: PhaseOf<'rejected'>) => `${subjectName}: ${reason}`;
 * ```
 */
export type PhaseOf<Kind extends PhaseKind> = Extract<Phase, { kind: Kind }>;
