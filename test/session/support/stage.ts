import assert from 'node:assert/strict';
// What the flow loads late is there at once: the clock of these tests knows nothing of files that are read.
import '../../../src/session/application/application.ts';
import '../../../src/session/application/photos.ts';
import '../../../src/session/application/prepare-photo.ts';
import '../../../src/session/application/verification.ts';
import '../../../src/session/face/face-check.ts';
import '../../../src/session/family/card.ts';
import '../../../src/session/family/family.ts';
import '../../../src/session/result/result.ts';
import type { FamilyAuthError } from '../../../src/base/errors.ts';
import { POLICIES } from '../../../src/challenge/policy.ts';
import { replayTrace } from '../../../src/challenge/replay.ts';
import type { DocumentFault, DocumentSight } from '../../../src/documents/check-document.ts';
import { decodeTrace } from '../../../src/evidence/trace-codec.ts';
import { type DetailsDraft, EMPTY_DETAILS } from '../../../src/identity/details.ts';
import type { Submission } from '../../../src/protocol/submission.ts';
import { lookupIn } from '../../../src/seal/keys.ts';
import { openPart } from '../../../src/seal/part.ts';
import { createFlow } from '../../../src/session/create-flow.ts';
import type { FlowOptions } from '../../../src/session/flow-options.ts';
import type { Page } from '../../../src/session/page.ts';
import type { Phase, PhaseKind, PhaseOf } from '../../../src/session/phase.ts';
import { movesFor } from '../../../src/testing/scripted-video.ts';
import { DECRYPTION_JWK, FakeBackend } from './fake-backend.ts';
import { TestClock } from './test-clock.ts';
import { TracePerson } from './trace-person.ts';

/** 1 January 1950; 1199 was never assigned. */
export const GRANNY: DetailsDraft = {
  ...EMPTY_DETAILS,
  name: '张伟',
  idType: 'resident_id_card',
  number: '119901195001010019',
  relationship: 'parent',
};

const MAX_TICKS = 40_000;

/** A session among stand-ins, driven the way a person would: see a screen, ask for something. */
export function setTheStage(options: Partial<FlowOptions> = {}) {
  const clock = new TestClock();
  const backend = new FakeBackend(clock);
  const person = new TracePerson(clock);
  const faults: unknown[] = [];
  const misconfigurations: FamilyAuthError[] = [];
  const windows: Promise<string>[] = [];
  const jpegs: Uint8Array[] = [];
  /** What is seen of a document: unless a test says otherwise nothing is wrong, and the hand never still. */
  const documents = {
    sight: { fault: null, quad: null, measures: {} } as DocumentSight,
    /** Of photos from files. */
    photoFault: null as DocumentFault | null,
    lookAtDocument: async () => documents.sight,
    lookAtPhoto: async () => ({ ...documents.sight, fault: documents.photoFault }),
  };
  const page: { -readonly [Key in keyof Page]: Page[Key] } & { goOnline: () => void; blockWindows: boolean } =
    {
      origin: 'https://portal.example',
      isHidden: () => false,
      whenOnline: (signal) =>
        new Promise((resolve) => {
          page.goOnline = () => {
            if (!signal.aborted) resolve();
          };
        }),
      goOnline: () => {},
      blockWindows: false,
      cameraGranted: async () => false,
      isInApp: () => false,
      openWindow: (url) => {
        if (page.blockWindows) return false;
        windows.push(url);
        return true;
      },
    };
  const session = createFlow({
    backend: 'https://backend.example',
    clientId: 'portal',
    redirectUri: 'https://portal.example/callback.html',
    assetsUrl: 'https://portal.example/assets/',
    locale: 'zh-CN',
    cameraSource: person.camera,
    clock,
    ...options,
    parts: {
      connect: backend.connect,
      page,
      checkPageFiles: async () => {},
      createDetector: person.createDetector,
      encodeJpeg: async () => {
        const jpeg = new Uint8Array([0xff, 0xd8, jpegs.length + 1, 0xff, 0xd9]);
        jpegs.push(jpeg);
        return jpeg;
      },
      loadDocumentChecks: async () => documents,
      preparePhoto: async (photo) =>
        photo.type === 'image/jpeg' ? { photo } : { error: 'not_an_image' as const },
      reportFault: (error) => faults.push(error),
      reportMisconfiguration: (error) => misconfigurations.push(error),
      ...options.parts,
    },
  });
  const seen: Phase[] = [session.phase];
  session.subscribe((phase) => seen.push(phase));

  /** Lets time pass until a screen of that kind, as `when` wants it, is on show. */
  async function until<Kind extends PhaseKind>(
    kind: Kind,
    when: (phase: PhaseOf<Kind>) => boolean = () => true,
  ): Promise<PhaseOf<Kind>> {
    for (let ticks = 0; ticks < MAX_TICKS; ticks++) {
      // Frames of a live check bring their time along; somebody who aims at a document waits between two looks.
      const framesTellTime = person.openCameras > 0 && session.phase.kind !== 'taking_photo';
      await clock.tick(framesTellTime ? 0 : 50);
      const { phase } = session;
      if (phase.kind === kind && when(phase as PhaseOf<Kind>)) return phase as PhaseOf<Kind>;
      if (phase.kind === 'problem' && kind !== 'problem') {
        assert.fail(`Waiting for ${kind}: problem ${phase.situation}; ${faults}`);
      }
    }
    assert.fail(`Waiting for ${kind}, ${session.phase.kind} is on show.`);
  }

  const { send } = session;

  async function toFamily() {
    await until('welcome');
    send({ kind: 'login' });
    return until('family');
  }

  async function toConsent(draft: DetailsDraft = GRANNY) {
    await toFamily();
    send({ kind: 'add_relative' });
    await until('details');
    send({ kind: 'change_details', draft, touched: 'number' });
    send({ kind: 'next' });
    return until('consent', ({ busy }) => !busy);
  }

  async function agree() {
    const { consents } = await until('consent', ({ busy }) => !busy);
    for (const { noticeId } of consents) send({ kind: 'set_consent', noticeId, accepted: true });
    await until('consent', ({ complete }) => complete);
    send({ kind: 'agree' });
  }

  async function openCamera() {
    await until('get_ready');
    send({ kind: 'open_camera' });
    await until('camera_permission');
    send({ kind: 'allow_camera' });
  }

  async function toFraming() {
    await openCamera();
    await until('framing');
  }

  async function toPhotos() {
    await toConsent();
    send({ kind: 'choose_method', method: 'document_review' });
    await until('consent', ({ method, busy }) => method === 'document_review' && !busy);
    await agree();
    return until('photos');
  }

  /** What was signed last. */
  const manifest = (): Submission =>
    JSON.parse(Buffer.from(backend.submissions.at(-1)!.payload, 'base64url').toString());

  /** What the backend's own code makes of the trace that was handed in last. */
  async function replay() {
    const { parts, app } = manifest();
    const { n } = parts.find(({ role }) => role === 'trace')!;
    const keys = lookupIn({ keys: [DECRYPTION_JWK] }, 'enc');
    const { content } = await openPart(backend.parts.get(n)!, { keys, app, n });
    return replayTrace(decodeTrace(content).trace, backend.revealed, POLICIES.standard);
  }

  return {
    session,
    manifest,
    acting: movesFor,
    lastChallengeId: () => backend.challenges.at(-1),
    verdict: async () => (await replay()).verdict,
    send,
    backend,
    person,
    clock,
    page,
    faults,
    misconfigurations,
    windows,
    jpegs,
    documents,
    seen,
    until,
    toFamily,
    toConsent,
    openCamera,
    toFraming,
    toPhotos,
    agree,
    async [Symbol.asyncDispose]() {
      await session.close();
    },
  };
}
