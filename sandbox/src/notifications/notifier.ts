import type { LocalizedText } from '@family-auth/library/protocol/common.ts';
import type { NotificationKind } from '../database/schema/notifications.ts';

/** A message to a relative or an account's holder, or to a child's guardian. Holds no document number and no code. */
export interface Notification {
  /** The same for every try of one message: a notifier that is asked again after an answer got lost sends it once. */
  readonly id: string;
  readonly kind: NotificationKind;
  /** The mobile number that the registry holds; never one that an applicant typed. */
  readonly phone: string;
  /** The whole message, the link included. */
  readonly text: LocalizedText & { readonly en: string };
  /** Where the relative undoes the link, with `card_bound`; else `null`. */
  readonly url: string | null;
}

/** The way to a relative's own phone. A production backend puts its short messages behind this. */
export interface Notifier {
  /**
   * Hands a message over for good. It is called again, later each time, until it does not throw; a process that dies in
   * between calls again with the same id.
   *
   * @param signal aborted after 15 seconds: the try then counts as failed.
   * @throws anything: not handed over.
   */
  send(notification: Notification, signal: AbortSignal): Promise<void>;
}
