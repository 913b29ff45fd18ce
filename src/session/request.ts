import type { DetailsDraft } from '../identity/details.ts';
import type { PhotoRole } from '../protocol/application.ts';
import type { Without } from '../protocol/challenge.ts';
import type { Method } from '../protocol/common.ts';

/**
 * Everything that a person can ask for, told apart by `kind`; what is asked belongs to the phase on show. One that fits no current
 * phase is ignored.
 *
 * @example
 * ```ts
 * import type { FamilyAuthFlow, FlowRequest } from 'family-auth';
 *
 * const requests: readonly FlowRequest[] = [{ kind: 'login' }, { kind: 'choose_method', method: 'document_review' }];
 * const press = (flow: FamilyAuthFlow) => flow.send(requests[0]!);
 * ```
 */
export type FlowRequest =
  | { readonly kind: 'login' }
  | { readonly kind: 'register' }
  | { readonly kind: 'cancel_login' }
  | { readonly kind: 'redirect_login' }
  | { readonly kind: 'logout' }
  | { readonly kind: 'add_relative' }
  | { readonly kind: 'open_relative'; readonly key: string }
  | { readonly kind: 'change_details'; readonly draft: DetailsDraft; readonly touched: keyof DetailsDraft }
  | { readonly kind: 'next' }
  | { readonly kind: 'back' }
  | { readonly kind: 'set_consent'; readonly noticeId: string; readonly accepted: boolean }
  | { readonly kind: 'agree' }
  | { readonly kind: 'choose_method'; readonly method: Method | null }
  | { readonly kind: 'set_photo'; readonly role: PhotoRole; readonly photo: Blob | null }
  | { readonly kind: 'take_photo'; readonly role: PhotoRole }
  /** The photo is in doubt, and the person sees that it is right. */
  | { readonly kind: 'keep_photo'; readonly role: PhotoRole }
  /** Another device, mostly a phone, is to do the evidence. */
  | { readonly kind: 'hand_off' }
  /** The digits that the other device shows. */
  | { readonly kind: 'match_code'; readonly code: string }
  | { readonly kind: 'cancel_hand_off' }
  /** On the other device: the digits that stand on the first one. */
  | { readonly kind: 'claim'; readonly ticket: string }
  /** On the other device: another invitation. */
  | { readonly kind: 'restart' }
  | { readonly kind: 'shutter' }
  | { readonly kind: 'open_camera' }
  | { readonly kind: 'allow_camera' }
  | { readonly kind: 'set_voice'; readonly voice: boolean }
  | { readonly kind: 'set_facing'; readonly facing: 'user' | 'environment' }
  | { readonly kind: 'switch_camera'; readonly deviceId: string }
  | { readonly kind: 'swap_action' }
  /** The live-face check is to do without the eyes or the head; `null` takes it back. */
  | { readonly kind: 'set_without'; readonly without: Without | null }
  /** The relative logs in on this device. */
  | { readonly kind: 'login_subject' }
  /** A link for the relative's own phone. */
  | { readonly kind: 'show_link' }
  /** The relative does not agree. */
  | { readonly kind: 'decline' }
  | { readonly kind: 'withdraw' }
  /** The consents are withdrawn after a decision. */
  | { readonly kind: 'withdraw_consent' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'back_to_family' }
  | { readonly kind: 'show_card' }
  | { readonly kind: 'show_code' }
  | { readonly kind: 'open_service'; readonly service: string }
  | { readonly kind: 'unbind' }
  | { readonly kind: 'confirm' }
  | { readonly kind: 'appeal' }
  | { readonly kind: 'send_appeal'; readonly text: string };
