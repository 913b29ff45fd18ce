import type { CounterCase } from '../sandbox/src/counter/counter-desk.ts';
import { counterWords } from '../sandbox/src/counter/counter-words.ts';
import { previewPage as counterPreviewPage } from '../sandbox/src/counter/decision-pages.ts';
import { listPage, lookPage } from '../sandbox/src/counter/links.ts';
import {
  codePage,
  casePage as counterCasePage,
  issuedPage,
  issuePage,
  summaryPage,
} from '../sandbox/src/counter/pages.ts';
import type { Language } from '../sandbox/src/pages/language.ts';
import { casePage } from '../sandbox/src/reviewer/case-page.ts';
import { previewPage } from '../sandbox/src/reviewer/decision-pages.ts';
import { largePage } from '../sandbox/src/reviewer/picture-pages.ts';
import { type QueueView, queuePage, unclaimedPage } from '../sandbox/src/reviewer/queue-page.ts';
import type {
  QueueFilter,
  RecentDecision,
  ReviewCase,
  ReviewSummary,
} from '../sandbox/src/reviewer/review-desk.ts';
import { reviewerWords } from '../sandbox/src/reviewer/reviewer-words.ts';
import { relationships } from '../sandbox/src/rules/relationships.ts';
import { loginPage, type PageContext, passwordPage } from '../sandbox/src/staff/pages.ts';

// Every page of the reviewer's and the counter's desk, from literal data: no database, no log-in. People and numbers are
// invented; the area code 990101 was never given to any place.

/** A page in one of its languages, as the desk would send it. */
type Draw = (language: Language) => string;

const NOW = new Date('2026-11-24T03:30:00Z');
const ago = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
const ahead = (hours: number) => ago(-hours);

const session = { token: 'a-token', csrf: 'a-csrf-token', demo: false } as const;
const atReview = (language: Language, path = '/review/'): PageContext => ({
  language,
  path,
  prefix: '/review',
  title: reviewerWords(language).title,
  session: { ...session, name: '李审核', role: 'reviewer' },
});
const atCounter = (language: Language): PageContext => ({
  language,
  path: '/desk/',
  prefix: '/desk',
  title: counterWords(language).title,
  session: { ...session, name: '周窗口', role: 'clerk' },
});

const BASE_CASE: ReviewCase = {
  applicationId: 'application-7Hq2Lw0aZs',
  subjectName: '李*华',
  relationship: 'parent',
  method: 'face_liveness',
  submittedAt: ago(20),
  decideBy: ahead(316),
  refusedBy: 'face_match',
  appeal: null,
  claim: { reviewer: '李审核', since: ago(0.1), until: ahead(0.15) },
  proposal: null,
  idNumber: '9****************4',
  operatorName: '王*',
  pictures: [
    { n: 0, role: 'frame', action: 'neutral', purpose: 'named', unreadable: false },
    { n: 1, role: 'frame', action: 'hold_long', purpose: 'closing', unreadable: false },
    { n: 2, role: 'frame', action: 'turn_left', purpose: 'extreme', unreadable: false },
    { n: 3, role: 'frame', action: 'turn_left', purpose: 'closing', unreadable: false },
  ],
  without: null,
  registryPhoto: true,
  checks: [
    { name: 'face_match', passed: false, detail: { band: 'person_decides', distance: 0.493 } },
    { name: 'frames_not_alike', passed: null, detail: { why: 'a scripted video shows this person' } },
    { name: 'chain', passed: true, detail: { links: 14 } },
    { name: 'sharpness', passed: true, detail: { median: 61 } },
    { name: 'few_tries', passed: true, detail: { today: 1, thisMonth: 2 } },
    { name: 'trace_planarity', passed: true, detail: { relief: 0.926 } },
    { name: 'trace_frame_rate', passed: true, detail: { fps: 24 } },
  ],
  takesTwo: false,
  relativeAnswersNext: false,
  history: [
    {
      at: ago(20),
      actor: 'operator:sub-of-an-operator-1234',
      action: 'application.submitted',
      details: { version: 2 },
    },
    { at: ago(19.9), actor: 'system', action: 'application.manual_review', details: { version: 4 } },
    { at: ago(0.1), actor: 'reviewer:李审核', action: 'review.claimed', details: {} },
    { at: ago(0.1), actor: 'reviewer:李审核', action: 'review.case_opened', details: {} },
  ],
  remarks: [],
};

const documentCase: ReviewCase = {
  ...BASE_CASE,
  applicationId: 'application-4dYt81xKpe',
  subjectName: '赵*兰',
  relationship: 'parent_in_law',
  method: 'document_review',
  refusedBy: 'person_looks',
  registryPhoto: false,
  takesTwo: true,
  proposal: { reviewer: '陈审核', note: '证件清楚，姓名和号码都一致。', at: ago(2) },
  pictures: [
    { n: 0, role: 'id_document', unreadable: false },
    { n: 1, role: 'id_document_back', unreadable: false },
    { n: 2, role: 'social_security_card', unreadable: true },
  ],
  checks: [
    { name: 'identity', passed: false, detail: { why: 'no_citizen' } },
    { name: 'photos_readable', passed: true, detail: { shorter: 1080 } },
    { name: 'not_oneself', passed: true },
  ],
};

const appealCase: ReviewCase = {
  ...BASE_CASE,
  applicationId: 'application-9sWmB3uVfo',
  refusedBy: null,
  appeal: '我母亲去年做了手术，脸上的样子变了，但确实是她本人。请再看一次。',
  without: 'head',
  takesTwo: true,
  remarks: [{ at: ago(44), by: 'reviewer:陈审核', note: '画面偏暗，看不清眼睛。' }],
};

/** The pictures are in the order of the queue: the one whose time ends first comes first. */
const cases: readonly ReviewSummary[] = [
  { ...appealCase, claim: null, decideBy: ahead(20), submittedAt: ago(310) },
  {
    ...BASE_CASE,
    subjectName: '孙*',
    claim: { reviewer: '陈审核', since: ago(0.1), until: ahead(0.1) },
    decideBy: ahead(45),
  },
  { ...documentCase, claim: null, decideBy: ahead(120), submittedAt: ago(216) },
  { ...BASE_CASE, decideBy: ahead(200), submittedAt: ago(136) },
  {
    ...BASE_CASE,
    subjectName: '欧*娜',
    method: 'portrait_photo',
    relationship: 'spouse',
    refusedBy: 'sharpness',
    claim: null,
  },
];

const ALL: QueueFilter = { show: 'all', method: null, order: 'oldest', search: null };
const recent: readonly RecentDecision[] = [
  { applicationId: 'application-2aBcD4eFgh', subjectName: '周*民', decision: 'approved', until: ahead(0.01) },
  { applicationId: 'application-3aBcD4eFgh', subjectName: '郑*', decision: 'rejected', until: ahead(0.005) },
];

const queue =
  (more: Partial<QueueView> = {}, page = { cases, total: 1204, next: 'a-cursor' as string | null }): Draw =>
  (language) =>
    queuePage(atReview(language), page, relationships, {
      filter: ALL,
      further: false,
      recent: [],
      notice: undefined,
      now: NOW,
      ...more,
    });

const opened =
  (review: ReviewCase, view: Parameters<typeof casePage>[3] = {}): Draw =>
  (language) =>
    casePage(atReview(language, `/review/cases/${review.applicationId}`), review, relationships, view);

const decided =
  (review: ReviewCase, decision: Parameters<typeof previewPage>[2]): Draw =>
  (language) =>
    previewPage(atReview(language), review, decision);

const enlarged =
  (review: ReviewCase, n: number, beside: Parameters<typeof largePage>[3]): Draw =>
  (language) =>
    largePage(atReview(language), review, n, beside) ?? '';

const identity = { name: '李小华', number: '990101195203074014', birthdate: '1952-03-07' };

const reviewerScreens = {
  ReviewLogIn: (language) =>
    loginPage(
      { ...atReview(language), session: undefined },
      { demo: true, problem: 'wrong', name: '李审核' },
    ),
  ReviewPassword: (language) => passwordPage(atReview(language), 'changed'),
  ReviewQueue: queue(),
  ReviewQueueDecided: queue({ recent, notice: 'done', further: true }),
  ReviewQueueSearched: queue(
    { filter: { ...ALL, search: '李*华' } },
    { cases: cases.slice(3, 4), total: 1, next: null },
  ),
  ReviewQueueEmpty: queue({ notice: 'none_left' }, { cases: [], total: 0, next: null }),
  ReviewUnclaimed: (language) =>
    unclaimedPage(atReview(language), { ...BASE_CASE, claim: null }, relationships),
  ReviewFace: opened(BASE_CASE, { recent: recent.slice(0, 1) }),
  ReviewFaceIdentity: opened(BASE_CASE, { identity }),
  ReviewDocuments: opened(documentCase),
  ReviewAppeal: opened(appealCase, { problem: 'reasonMissing' }),
  ReviewLarge: enlarged(BASE_CASE, 1, 'registry'),
  ReviewLargeDocument: enlarged(documentCase, 0, 1),
  ReviewPreviewApproval: decided(BASE_CASE, { decision: 'approved', reason: null, note: '' }),
  ReviewPreviewRejection: decided(appealCase, {
    decision: 'rejected',
    reason: 'evidence_quality',
    note: '画面太暗，看不清是不是同一个人。',
  }),
} satisfies Record<string, Draw>;

const adult: CounterCase = {
  applicationId: 'application-5kRn62qTma',
  subjectName: '李*华',
  relationship: 'parent',
  operatorName: '王敏',
  guardianUnder: null,
  expiresAt: ahead(200),
  name: '李小华',
  idType: { 'zh-CN': '居民身份证', en: 'Resident identity card' },
  number: '990101195203074014',
  birthdate: '1952-03-07',
  registered: true,
};
const child: CounterCase = {
  ...adult,
  name: '王小满',
  number: '990101201906013028',
  birthdate: '2019-06-01',
  relationship: 'child',
  guardianUnder: 14,
  registered: false,
};
const code = '482 915 037';

const counterScreens = {
  CounterCode: (language) => codePage(atCounter(language), {}),
  CounterCodeDone: (language) => codePage(atCounter(language), { notice: 'done' }),
  CounterCodeUnknown: (language) => codePage(atCounter(language), { notice: 'unknown' }),
  CounterFound: (language) =>
    summaryPage(atCounter(language), { ...adult, operatorName: '王*', code }, relationships),
  CounterCase: (language) => counterCasePage(atCounter(language), { ...adult, code }, relationships),
  CounterCaseChild: (language) =>
    counterCasePage(atCounter(language), { ...child, code }, relationships, 'ticksMissing'),
  CounterPreviewApproval: (language) =>
    counterPreviewPage(atCounter(language), { ...adult, code }, { refusedFor: null, note: '' }),
  CounterPreviewRefusal: (language) =>
    counterPreviewPage(
      atCounter(language),
      { ...child, subjectName: '王*满', code },
      { refusedFor: 'guardian_consent_missing', note: '只有爷爷陪同。' },
    ),
  CounterActivation: (language) => issuePage(atCounter(language), '990101195203074014', 'numberUnknown'),
  CounterActivationIssued: (language) => issuedPage(atCounter(language), '4827 1938 5520 6174'),
  CounterLinks: (language) => lookPage(atCounter(language), 'none'),
  CounterLinksFound: (language) =>
    listPage(atCounter(language), {
      idNumber: '990101195203074014',
      links: [
        { ref: 'card_0001', operatorName: '王*', relationship: 'parent', boundAt: ago(900) },
        { ref: 'card_0002', operatorName: '刘*强', relationship: 'parent_in_law', boundAt: ago(90) },
      ],
      relationships,
    }),
} satisfies Record<string, Draw>;

export const deskScreens: Readonly<Record<keyof typeof reviewerScreens | keyof typeof counterScreens, Draw>> =
  {
    ...reviewerScreens,
    ...counterScreens,
  };
export type DeskScreen = keyof typeof deskScreens;

/** What stands in for the pictures of a case. All of them are of rendered people, and of documents that say so. */
export interface DeskPictures {
  readonly registered: string;
  readonly face: string;
  readonly document: string;
  readonly documentBack: string;
}

/** A page with addresses of pictures that can be shown without a desk. */
export function withPictures(
  page: string,
  { registered, face, document, documentBack }: DeskPictures,
): string {
  return page.replaceAll(
    /src="\/review\/cases\/([\w-]+)\/(registry-photo|pictures\/(\d+))"/g,
    (_, id: string, what: string, n: string) => {
      if (what === 'registry-photo') return `src="${registered}"`;
      if (id !== documentCase.applicationId) return `src="${face}"`;
      return `src="${n === '0' ? document : documentBack}"`;
    },
  );
}
