import type { Phase } from '../src/session/phase.ts';
import { QR_SAMPLE } from './qr-sample.ts';

const common = { testSystem: true, stage: null } as const;
const face = { testSystem: true, stage: 'face' } as const;
const subjectName = '李小华';
const maskedName = '李*华';
const invitation = {
  ...face,
  kind: 'hand_off',
  subjectName,
  qr: QR_SAMPLE,
  link: 'https://backend.example/hand-off/#sample',
  page: 'https://backend.example/hand-off/',
  code: '482913705',
  until: '2026-06-01T07:05:00Z',
  offline: false,
} as const;
const match = {
  ...face,
  kind: 'hand_off_match',
  subjectName,
  triesLeft: 3,
  wrong: false,
  offline: false,
} as const;
const following = {
  ...face,
  kind: 'hand_off_follow',
  subjectName,
  progress: 'checking',
  offline: false,
} as const;
const over = (reason: Extract<Phase, { kind: 'hand_off_over' }>['reason'], on: 'operator' | 'device') =>
  ({ ...(on === 'device' ? common : face), kind: 'hand_off_over', reason, on }) as const;

/** A draft that goes to another device, on both screens. */
export const handOffPhases = {
  HandOff: invitation,
  HandOffOffline: { ...invitation, offline: true },
  HandOffMatch: match,
  HandOffMatchWrong: { ...match, wrong: true, triesLeft: 2 },
  HandOffReady: { ...following, progress: 'ready' },
  HandOffChecking: following,
  HandOffSending: { ...following, progress: 'sending', offline: true },
  HandOffExpired: over('expired', 'operator'),
  HandOffDeclined: over('declined', 'operator'),
  HandOffWrongCode: over('wrong_code', 'operator'),
  DeviceCode: { ...common, kind: 'device_code' },
  DeviceOffer: {
    ...common,
    kind: 'device_offer',
    portal: 'https://portal.example',
    operatorName: '安*国',
    subjectName: maskedName,
    relationship: { 'zh-CN': '母亲', en: 'Mother' },
  },
  DeviceMatch: { ...common, kind: 'device_match', code: '4719', offline: false },
  DeviceDone: { ...common, kind: 'device_done', subjectName: maskedName },
  DeviceCancelled: over('cancelled', 'device'),
  DeviceReplaced: over('replaced', 'device'),
  DeviceDraftEnded: over('draft_ended', 'device'),
} as const satisfies Record<string, Phase>;
