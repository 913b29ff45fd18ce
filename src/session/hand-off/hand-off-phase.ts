import type { CardCode } from '../../protocol/card.ts';
import type { LocalizedText } from '../../protocol/common.ts';
import type { HandOffReason, HandOffStage } from '../../protocol/hand-off.ts';

/** The phases of a draft that goes to another device: four on the first one, four on the other. `Common`: what all phases have. */
export type HandOffPhase<Common> =
  | (Common & {
      /** Another device is invited to go on. */
      readonly kind: 'hand_off';
      readonly stage: 'face';
      readonly subjectName: string;
      /** To be scanned; another one every 20 s. */
      readonly qr: CardCode['qr'];
      /** To be copied into another browser. */
      readonly link: string;
      /** To be typed: the page, and the digits for it. */
      readonly page: string;
      readonly code: string;
      readonly until: string;
      readonly offline: boolean;
    })
  | (Common & {
      /** A device has taken the invitation up and shows digits, to be typed here. */
      readonly kind: 'hand_off_match';
      readonly stage: 'face';
      readonly subjectName: string;
      readonly triesLeft: number;
      readonly wrong: boolean;
      readonly offline: boolean;
    })
  | (Common & {
      /** The other device does the evidence. */
      readonly kind: 'hand_off_follow';
      readonly stage: 'face';
      readonly subjectName: string;
      readonly progress: HandOffStage;
      readonly offline: boolean;
    })
  | (Common & {
      readonly kind: 'hand_off_over';
      readonly reason: HandOffReason;
      /** On whose screen. */
      readonly on: 'operator' | 'device';
    })
  | (Common & {
      /** On the other device: its page was opened by hand. */
      readonly kind: 'device_code';
    })
  | (Common & {
      /** On the other device, before anything else: who asks. Both names are masked. */
      readonly kind: 'device_offer';
      /** Origin of the portal; `null`: a program. */
      readonly portal: string | null;
      readonly operatorName: string;
      readonly subjectName: string;
      readonly relationship: LocalizedText;
    })
  | (Common & {
      /** On the other device: digits to be typed on the first one. */
      readonly kind: 'device_match';
      readonly code: string;
      readonly offline: boolean;
    })
  | (Common & {
      /** On the other device: handed in; the first one goes on. */
      readonly kind: 'device_done';
      readonly subjectName: string;
    });
