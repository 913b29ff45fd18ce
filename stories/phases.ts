import { EMPTY_DETAILS } from '../src/identity/details.ts';
import type { Phase, PhaseOf } from '../src/session/phase.ts';
import type { ProblemSituation } from '../src/session/phase-fields.ts';
import { handOffPhases } from './hand-off-phases.ts';
import { PHOTO_SAMPLE } from './photo-sample.ts';
import { QR_SAMPLE } from './qr-sample.ts';

// Every literal phase that the stories draw and that the audit looks at. People, numbers and notices are invented;
// the area code 990101 was never given to any place.

const common = { testSystem: true, stage: null } as const;
const details = { testSystem: true, stage: 'details' } as const;
const face = { testSystem: true, stage: 'face' } as const;
const result = { testSystem: true, stage: 'result' } as const;
/** As it was typed: up to the hand-in. */
const subjectName = '李小华';
/** As the backend tells of them from then on. */
const maskedName = '李*华';
const mother = { 'zh-CN': '母亲', en: 'Mother' };
const son = { 'zh-CN': '儿子', en: 'Son' };

const live = {
  ...face,
  preview: null,
  mirrored: true,
  cameras: [
    { deviceId: 'front', label: 'Front' },
    { deviceId: 'rear', label: 'Rear' },
  ],
  voice: true,
  subjectName,
};

const card: PhaseOf<'card'>['card'] = {
  iss: 'https://backend.example',
  aud: 'demo',
  iat: 1_780_000_000,
  exp: 1_780_000_600,
  ref: 'card_0001',
  name: maskedName,
  number: '9****************7',
  relationship: 'parent',
  status: 'active',
  issuer_name: '测试发卡机构',
  bound_at: '2026-06-01T06:30:00Z',
  test_system: true,
  services: [
    { id: 'pension', title: '养老金查询', description: '看看每个月发了多少' },
    { id: 'clinic', title: '门诊挂号', description: '替家人在医院挂号' },
  ],
};

const form: PhaseOf<'details'> = {
  ...details,
  kind: 'details',
  draft: EMPTY_DETAILS,
  errors: {},
  relationships: [
    { code: 'mother', label: mother, left: 1 },
    { code: 'father', label: { 'zh-CN': '父亲', en: 'Father' }, left: 0 },
    { code: 'son', label: son, left: 3 },
  ],
  idTypes: [
    { type: 'resident_id_card', label: { 'zh-CN': '居民身份证', en: 'Resident identity card' } },
    {
      type: 'residence_permit_hk_mo_tw',
      label: { 'zh-CN': '港澳台居民居住证', en: 'Residence permit (Hong Kong, Macao, Taiwan)' },
    },
    {
      type: 'foreign_permanent_resident_card',
      label: { 'zh-CN': '外国人永久居留身份证', en: 'Foreign permanent resident card' },
    },
    { type: 'passport', label: { 'zh-CN': '护照', en: 'Passport' } },
  ],
  busy: false,
};

const noticeText =
  '这是一段测试用的告知内容，只用来看排版。\n\n谁来处理：测试运营方。\n用来做什么：这一次认证。\n怎样处理：加密后发送。\n保存多久：做完就删。\n\n您可以不同意，不同意也有别的方式可以办。';

const consent: PhaseOf<'consent'> = {
  ...details,
  kind: 'consent',
  method: 'face_liveness',
  otherMethods: ['document_review'],
  faceSetAside: false,
  subjectName,
  summary: {
    name: subjectName,
    idType: form.idTypes[0]!.label,
    number: '990101 19500101 0017',
    relationship: mother,
    nameRewritten: false,
  },
  consents: [
    {
      noticeId: 'service',
      title: '亲情服务须知（测试）',
      text: noticeText,
      version: '1',
      givenBy: 'operator',
      accepted: false,
    },
    {
      noticeId: 'face',
      title: '人脸信息单独同意（测试）',
      text: noticeText,
      version: '1',
      givenBy: 'subject',
      accepted: false,
    },
  ],
  guardianUnder: null,
  controllerName: { 'zh-CN': '测试运营方', en: 'Test operator' },
  complete: false,
  busy: false,
};

const prompt: PhaseOf<'prompt'> = {
  ...live,
  kind: 'prompt',
  action: 'hold_short',
  index: 1,
  count: 3,
  state: 'shown',
  hint: null,
  progress: 0.3,
  tones: 0,
  canSwap: true,
};

const photos: PhaseOf<'photos'> = {
  ...face,
  kind: 'photos',
  method: 'document_review',
  subjectName,
  idType: 'resident_id_card',
  photos: [
    { role: 'id_document', required: true, photo: null, doubt: null },
    { role: 'id_document_back', required: false, photo: null, doubt: null },
    { role: 'social_security_card', required: false, photo: null, doubt: null },
  ],
  photoErrors: {},
  looking: null,
  complete: false,
  canHandOff: true,
};

const takingPhoto: PhaseOf<'taking_photo'> = {
  ...face,
  kind: 'taking_photo',
  role: 'id_document',
  idType: 'resident_id_card',
  preview: null,
  mirrored: false,
  cameras: [],
  hint: null,
  progress: 0,
};

const subjectLogin: PhaseOf<'subject_login'> = {
  ...face,
  kind: 'subject_login',
  subjectName,
  canLoginHere: true,
  link: null,
  until: '2026-06-02T01:00:00Z',
  notice: null,
  canChangeMethod: true,
  busy: false,
  offline: false,
};

const link = { url: 'https://backend.example/confirm/sample', qr: QR_SAMPLE };

const subjectConsent: PhaseOf<'subject_consent'> = {
  ...face,
  kind: 'subject_consent',
  subjectName,
  operatorName: '张明',
  relationship: mother,
  consents: [
    {
      noticeId: 'being-added',
      title: '被添加为家人（测试）',
      text: noticeText,
      version: '1',
      givenBy: 'subject',
      accepted: false,
    },
  ],
  complete: false,
  busy: false,
};

/** Stands for what a backend signs; no screen shows it. */
export const SIGNED_RESULT = 'eyJ0eXAiOiJmYXAtcmVzdWx0K2p3dCJ9.e30.c2lnbmF0dXJl';

const rejected: PhaseOf<'rejected'> = {
  ...result,
  kind: 'rejected',
  subjectName,
  signedResult: SIGNED_RESULT,
  reason: 'face_mismatch',
  canRetry: true,
  canAppeal: true,
  canWithdrawConsent: true,
  otherMethods: ['document_review'],
};

const shownCard: PhaseOf<'card'> = {
  ...common,
  kind: 'card',
  card,
  relationship: mother,
  code: null,
  canWithdrawConsent: true,
  busy: false,
};

const problem = (
  situation: ProblemSituation,
  actions: PhaseOf<'problem'>['actions'] = ['retry', 'other_method', 'back'],
  until: string | null = null,
): PhaseOf<'problem'> => ({
  ...face,
  kind: 'problem',
  situation,
  code: situation,
  help: {
    name: { 'zh-CN': '测试平台', en: 'the test platform' },
    contact: '000-00000',
  },
  until,
  actions,
});

const UNTIL = '2026-06-02T01:00:00Z';

export const flowPhases = {
  Starting: { ...common, kind: 'starting' },
  Welcome: {
    testSystem: true,
    stage: 'login',
    kind: 'welcome',
    controllerName: { 'zh-CN': '测试运营方', en: 'Test operator' },
    canRegister: true,
  },
  WelcomeRealSystem: {
    testSystem: false,
    stage: 'login',
    kind: 'welcome',
    controllerName: { 'zh-CN': '示例运营方', en: 'Example operator' },
    canRegister: false,
  },
  LoggingIn: { testSystem: true, stage: 'login', kind: 'logging_in', reason: 'login' },
  Registering: { testSystem: true, stage: 'login', kind: 'logging_in', reason: 'register' },
  StepUp: { ...face, kind: 'logging_in', reason: 'step_up' },
  FamilyEmpty: { ...common, kind: 'family', operatorName: '张*', relatives: [], relativesLeft: 5 },
  Family: {
    ...common,
    kind: 'family',
    operatorName: '张*',
    relativesLeft: 1,
    relatives: [
      { key: 'card_0001', name: maskedName, relationship: mother, state: 'bound' },
      { key: 'appl_0002', name: '张*明', relationship: son, state: 'under_review' },
      { key: 'appl_0003', name: '王*', relationship: mother, state: 'awaiting_subject' },
      { key: 'appl_0007', name: '吴*', relationship: son, state: 'appointment' },
      { key: 'appl_0004', name: '赵*', relationship: son, state: 'rejected' },
      { key: 'appl_0005', name: '买*提·阿**尔', relationship: son, state: 'draft' },
      { key: 'card_0006', name: '孙*', relationship: son, state: 'unlinked' },
      { key: 'card_0008', name: '周*宁', relationship: mother, state: 'ended_by_subject' },
    ],
  },
  FamilyFull: {
    ...common,
    kind: 'family',
    operatorName: '张*',
    relativesLeft: 0,
    relatives: [{ key: 'card_0001', name: maskedName, relationship: mother, state: 'bound' }],
  },
  Details: form,
  DetailsFilled: {
    ...form,
    draft: {
      ...EMPTY_DETAILS,
      name: '李小华',
      idType: 'resident_id_card',
      number: '990101195001010018',
      relationship: 'mother',
    },
    errors: { number: 'number_check_digit' },
  },
  DetailsPassport: {
    ...form,
    draft: {
      ...EMPTY_DETAILS,
      name: 'ANNA EXAMPLE',
      idType: 'passport',
      number: 'X1234567',
      birthdate: '1950-01-01',
      country: 'USA',
      relationship: 'mother',
    },
  },
  DetailsAllMissing: {
    ...form,
    errors: {
      name: 'name_missing',
      idType: 'id_type_missing',
      number: 'number_missing',
      relationship: 'relationship_missing',
    },
  },
  DetailsBusy: { ...form, busy: true },
  Consent: consent,
  ConsentComplete: {
    ...consent,
    complete: true,
    consents: consent.consents.map((item) => ({ ...item, accepted: true })),
  },
  ConsentGuardian: {
    ...consent,
    method: 'portrait_photo',
    guardianUnder: 14,
    summary: { ...consent.summary, name: '买买提·阿卜杜拉', relationship: son, nameRewritten: true },
    consents: [{ ...consent.consents[0]!, givenBy: 'guardian', accepted: true }],
  },
  ConsentBusy: { ...consent, complete: true, busy: true },
  ConsentFaceSetAside: {
    ...consent,
    method: 'document_review',
    otherMethods: ['in_person'],
    faceSetAside: true,
  },
  ChooseMethod: {
    ...face,
    kind: 'choose_method',
    current: 'face_liveness',
    methods: ['face_liveness', 'portrait_photo', 'document_review', 'subject_login', 'in_person'],
  },
  SubjectLogin: subjectLogin,
  SubjectLoginBusy: { ...subjectLogin, busy: true },
  SubjectLoginLink: { ...subjectLogin, link },
  SubjectLoginBlocked: { ...subjectLogin, link, notice: 'popup_blocked' },
  SubjectLoginAgain: { ...subjectLogin, notice: 'log_in_again' },
  SubjectLoginNotYet: { ...subjectLogin, notice: 'not_logged_in', offline: true },
  SubjectLoginElsewhere: { ...subjectLogin, canLoginHere: false, canChangeMethod: false, link },
  SubjectLoggingIn: { ...face, kind: 'logging_in', reason: 'subject' },
  SubjectConsent: subjectConsent,
  SubjectConsentComplete: {
    ...subjectConsent,
    complete: true,
    consents: subjectConsent.consents.map((item) => ({ ...item, accepted: true })),
  },
  SubjectConsentBusy: { ...subjectConsent, complete: true, busy: true },
  Appointment: {
    ...face,
    kind: 'appointment',
    subjectName,
    code: '481204937',
    qr: QR_SAMPLE,
    until: '2026-06-15T01:00:00Z',
    canChangeMethod: true,
    offline: false,
  },
  AppointmentOffline: {
    ...face,
    kind: 'appointment',
    subjectName,
    code: '481204937',
    qr: QR_SAMPLE,
    until: '2026-06-15T01:00:00Z',
    canChangeMethod: false,
    offline: true,
  },
  PhotosOfDocument: photos,
  PhotosOfPassport: { ...photos, idType: 'passport', photos: [photos.photos[0]!, photos.photos[2]!] },
  PhotosRefused: { ...photos, photoErrors: { id_document: 'too_small' } },
  PhotosLooking: { ...photos, looking: 'id_document' },
  PhotosInDoubt: {
    ...photos,
    photos: [
      { ...photos.photos[0]!, photo: PHOTO_SAMPLE, doubt: 'blurred' },
      photos.photos[1]!,
      photos.photos[2]!,
    ],
  },
  PhotoPortrait: {
    ...photos,
    method: 'portrait_photo',
    photos: [{ role: 'portrait', required: true, photo: null, doubt: null }],
  },
  CameraForPhotoOpening: takingPhoto,
  CameraForDocumentBack: {
    ...takingPhoto,
    role: 'id_document_back',
    hint: 'glare',
    cameras: [
      { deviceId: 'rear', label: '' },
      { deviceId: 'front', label: '' },
    ],
  },
  CameraForDocumentHeld: { ...takingPhoto, hint: 'hold_still', progress: 0.6 },
  CameraForSocialSecurityCard: { ...takingPhoto, role: 'social_security_card', hint: 'cut_off' },
  CameraForPassport: { ...takingPhoto, idType: 'passport', hint: 'too_far' },
} satisfies Record<string, Phase>;

export const facePhases = {
  GetReady: {
    ...face,
    kind: 'get_ready',
    subjectName,
    steps: 3,
    voice: true,
    facing: 'user',
    attemptsLeft: null,
    canSpare: ['eyes', 'head'],
    without: null,
    movements: ['hold_short', 'double_blink', 'turn_left', 'turn_right', 'shake_head'],
    canHandOff: true,
    engineLoading: false,
  },
  GetReadyWithoutEyes: {
    ...face,
    kind: 'get_ready',
    subjectName,
    steps: 4,
    voice: true,
    facing: 'user',
    attemptsLeft: 3,
    canSpare: ['eyes', 'head'],
    without: 'eyes',
    movements: ['turn_left', 'turn_right', 'shake_head'],
    canHandOff: true,
    engineLoading: false,
  },
  GetReadyLoading: {
    ...face,
    kind: 'get_ready',
    subjectName,
    steps: 3,
    voice: false,
    facing: 'environment',
    attemptsLeft: 2,
    canSpare: [],
    without: null,
    movements: ['hold_short', 'double_blink', 'turn_left', 'turn_right', 'shake_head'],
    canHandOff: true,
    engineLoading: true,
  },
  SlowDevice: {
    ...face,
    kind: 'slow_device',
    subjectName,
    methods: ['document_review', 'subject_login', 'in_person'],
    cameraWorks: true,
  },
  SlowDeviceNoCamera: {
    ...face,
    kind: 'slow_device',
    subjectName,
    methods: ['document_review', 'in_person'],
    cameraWorks: false,
  },
  SlowDeviceOnlyWay: { ...face, kind: 'slow_device', subjectName, methods: [], cameraWorks: true },
  PermissionExplained: { ...face, kind: 'camera_permission', asking: false },
  PermissionAsked: { ...face, kind: 'camera_permission', asking: true },
  Framing: { ...live, kind: 'framing', hint: null, progress: 0 },
  FramingTooFar: { ...live, kind: 'framing', hint: 'too_far', progress: 0.2 },
  FramingTooDark: { ...live, kind: 'framing', hint: 'too_dark', progress: 0 },
  FramingCovered: { ...live, kind: 'framing', hint: 'lens_covered', progress: 0 },
  FramingTwoPeople: { ...live, kind: 'framing', hint: 'many_faces', progress: 0 },
  Calibrating: { ...live, kind: 'calibrating', hint: null, progress: 0.6 },
  PromptPause: { ...prompt, state: 'pause', progress: 0 },
  PromptHold: prompt,
  PromptHolding: { ...prompt, state: 'holding', progress: 0.6 },
  PromptHoldTone: { ...prompt, state: 'returning', tones: 1, progress: 0.8 },
  PromptHoldHint: { ...prompt, hint: 'close_eyes_fully' },
  PromptLongHold: { ...prompt, action: 'hold_long' },
  PromptDoubleBlink: { ...prompt, action: 'double_blink', index: 2, hint: 'blink_again' },
  PromptTurnLeft: { ...prompt, action: 'turn_left', index: 2 },
  PromptTurnRight: { ...prompt, action: 'turn_right', index: 2, hint: 'turn_further', canSwap: false },
  PromptTurnLeftRearCamera: { ...prompt, action: 'turn_left', mirrored: false, voice: false },
  PromptTurnBack: { ...prompt, action: 'turn_left', state: 'returning', progress: 0.7 },
  PromptShake: { ...prompt, action: 'shake_head', index: 3 },
  PromptNod: { ...prompt, action: 'nod', index: 3 },
  PromptOpenMouth: { ...prompt, action: 'open_mouth', index: 3 },
  PromptOpenMouthClose: { ...prompt, action: 'open_mouth', index: 3, state: 'returning', progress: 0.9 },
  PromptNodAgain: { ...prompt, action: 'nod', index: 3, state: 'reacting', progress: 0.5, hint: 'nod_more' },
  Praise: { ...prompt, state: 'done', progress: 1 },
  PraiseLast: { ...prompt, state: 'done', index: 3, progress: 1 },
  OnceMore: {
    ...live,
    kind: 'once_more',
    action: 'double_blink',
    hint: 'blink_faster',
    attemptsLeft: 2,
    canSwap: true,
    canSpare: null,
  },
  OnceMoreClosed: {
    ...live,
    kind: 'once_more',
    action: 'hold_short',
    hint: 'close_eyes',
    attemptsLeft: 2,
    canSwap: true,
    canSpare: null,
  },
  OnceMoreWithoutEyes: {
    ...live,
    kind: 'once_more',
    action: 'hold_short',
    hint: 'close_eyes',
    attemptsLeft: 3,
    canSwap: true,
    canSpare: 'eyes',
  },
  OnceMoreWithoutHead: {
    ...live,
    kind: 'once_more',
    action: 'turn_left',
    hint: 'turn_further',
    attemptsLeft: 3,
    canSwap: false,
    canSpare: 'head',
  },
  OnceMorePlain: {
    ...live,
    kind: 'once_more',
    action: 'neutral',
    hint: null,
    attemptsLeft: 1,
    canSwap: false,
    canSpare: null,
  },
  OnceMoreSlowConnection: {
    ...live,
    kind: 'once_more',
    action: 'turn_left',
    hint: 'slow_connection',
    attemptsLeft: 1,
    canSwap: false,
    canSpare: null,
  },
  Captured: { ...face, kind: 'captured', subjectName },
} satisfies Record<string, Phase>;

export const resultPhases = {
  Sending: { ...result, kind: 'sending', percent: 40, offline: false },
  SendingOffline: { ...result, kind: 'sending', percent: 40, offline: true },
  Waiting: {
    ...result,
    kind: 'waiting',
    status: 'processing',
    subjectName: maskedName,
    estimatedAt: UNTIL,
    reviewUntil: null,
    offline: false,
  },
  WaitingForReviewer: {
    ...result,
    kind: 'waiting',
    status: 'manual_review',
    subjectName: maskedName,
    estimatedAt: null,
    reviewUntil: UNTIL,
    offline: true,
  },
  WaitingForRelative: {
    ...result,
    kind: 'waiting',
    status: 'awaiting_subject',
    subjectName: maskedName,
    estimatedAt: null,
    reviewUntil: null,
    offline: false,
  },
  ConfirmWithdraw: { ...result, kind: 'confirm_withdraw', subjectName: maskedName, busy: false },
  ConfirmWithdrawBusy: { ...result, kind: 'confirm_withdraw', subjectName: maskedName, busy: true },
  Withdrawn: { ...result, kind: 'withdrawn', subjectName: maskedName },
  RejectedNoAnswer: { ...rejected, reason: 'subject_no_response', canAppeal: false },
  RejectedUnreachable: { ...rejected, reason: 'subject_unreachable', canAppeal: false },
  RejectedByRelative: { ...rejected, reason: 'subject_declined', canAppeal: false },
  ReviewExpired: {
    ...result,
    kind: 'expired',
    subjectName: maskedName,
    canRetry: true,
    canWithdrawConsent: true,
    otherMethods: ['in_person'],
  },
  ConfirmConsentWithdrawal: {
    ...common,
    kind: 'confirm_consent_withdrawal',
    subjectName: maskedName,
    bound: false,
    busy: false,
  },
  ConfirmConsentWithdrawalOfCard: {
    ...common,
    kind: 'confirm_consent_withdrawal',
    subjectName: maskedName,
    bound: true,
    busy: false,
  },
  ConfirmConsentWithdrawalBusy: {
    ...common,
    kind: 'confirm_consent_withdrawal',
    subjectName: maskedName,
    bound: false,
    busy: true,
  },
  ConsentWithdrawn: { ...common, kind: 'consent_withdrawn', subjectName: maskedName, bound: false },
  ConsentWithdrawnCardStays: { ...common, kind: 'consent_withdrawn', subjectName: maskedName, bound: true },
  Approved: {
    ...result,
    kind: 'approved',
    subjectName: maskedName,
    signedResult: SIGNED_RESULT,
    card,
    relationship: mother,
  },
  RejectedFace: rejected,
  RejectedIdentity: { ...rejected, reason: 'identity_mismatch', otherMethods: [], canAppeal: false },
  RejectedPolicy: { ...rejected, reason: 'policy', canRetry: false },
  Appealing: { ...result, kind: 'appealing', subjectName: maskedName, busy: false },
  AppealingBusy: { ...result, kind: 'appealing', subjectName: maskedName, busy: true },
  Card: shownCard,
  CardWithCode: {
    ...shownCard,
    code: { code: { code: 'sample', qr: QR_SAMPLE, expires_at: UNTIL }, secondsLeft: 42 },
  },
  CardCodeOver: {
    ...shownCard,
    code: { code: { code: 'sample', qr: QR_SAMPLE, expires_at: UNTIL }, secondsLeft: 0 },
  },
  CardWithLink: {
    ...shownCard,
    link: { service: 'pension', url: 'https://backend.example/services/pension' },
  },
  CardBusy: { ...shownCard, busy: true },
  CardEndedByRelative: {
    ...shownCard,
    card: {
      ...card,
      status: 'revoked',
      revocation: 'subject_repudiated',
      revoked_at: '2026-06-02T01:00:00Z',
      services: [],
    },
  },
  CardSuspended: { ...shownCard, card: { ...card, status: 'suspended' } },
  ConfirmUnbind: { ...common, kind: 'confirm_unbind', card, relationship: mother, busy: false },
  ConfirmUnbindBusy: { ...common, kind: 'confirm_unbind', card, relationship: mother, busy: true },
} satisfies Record<string, Phase>;

export const problemPhases = {
  CameraDenied: problem('camera_denied'),
  CameraNotFound: problem('camera_not_found'),
  CameraBusy: problem('camera_busy'),
  CameraInsecureContext: problem('camera_insecure_context', ['other_method', 'back']),
  CameraNotAllowedByPage: problem('camera_not_allowed_by_page', ['other_method', 'back']),
  CameraUnsatisfiable: problem('camera_unsatisfiable'),
  CameraNoPicture: problem('camera_no_picture'),
  InAppBrowser: problem('in_app_browser', ['other_method', 'back']),
  BrowserUnsupported: problem('browser_unsupported', ['reload']),
  FaceNotInPicture: problem('face_not_in_picture'),
  LoginPopupBlocked: problem('login_popup_blocked', ['redirect_login', 'login', 'back']),
  LoginCancelled: problem('login_cancelled', ['login', 'back']),
  Offline: problem('offline', ['retry', 'back']),
  SessionOver: problem('session_over'),
  AttemptsExhausted: problem('attempts_exhausted', ['other_method', 'back'], UNTIL),
  UploadQuotaExceeded: problem('upload_quota_exceeded', ['other_method', 'back'], UNTIL),
  AttemptsExhaustedNoTime: problem('attempts_exhausted', ['other_method', 'back']),
  SubjectMismatch: problem('subject_mismatch', ['retry', 'back']),
  SubjectAgreementRequired: problem('subject_agreement_required', ['other_method', 'back']),
  DuplicateRelative: problem('duplicate_relative', ['back']),
  ResultNotAuthentic: problem('result_not_authentic', ['retry', 'back']),
  ContactSite: problem('malformed', ['reload']),
  Internal: { ...problem('internal', ['retry', 'back']), requestId: 'req-7fQ2' },
  NotConfigured: problem('configuration_missing', []),
} satisfies Record<string, Phase>;

/** All of them by story name. */
export const allPhases: Readonly<Record<string, Phase>> = {
  ...flowPhases,
  ...facePhases,
  ...handOffPhases,
  ...resultPhases,
  ...problemPhases,
};
