import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { PhotoRole } from '@family-auth/library/protocol/application.ts';
import sharp from 'sharp';
import { judgeApplication } from '../../src/judgement/judge-application.ts';
import type { JudgedPart } from '../../src/judgement/judgement.ts';
import type { JudgementPorts } from '../../src/judgement/judgement-ports.ts';
import { lookAtPictures } from '../../src/pictures/look-at-pictures.ts';
import type { PictureReader } from '../../src/pictures/picture-reading.ts';
import { SYNTHETIC_CITIZENS } from '../../src/registry/synthetic-citizens.ts';
import { RENDERED_PEOPLE, syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import { citizenOf, inputOf, portsWith, type Session, sessionOf } from './judged-session.ts';
import { rememberingReader } from './remembering-reader.ts';

let pictures: PictureReader;
let ports: JudgementPorts;
before(async () => {
  pictures = rememberingReader(await lookAtPictures());
  ports = portsWith(pictures);
});
after(() => pictures.close());

const idPhoto = (person: string) =>
  new Uint8Array(readFileSync(new URL(`${person}.idphoto.jpg`, RENDERED_PEOPLE)));
/** A photo of a specimen of our own making. */
const specimen = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../test/fixtures/documents/${name}.jpg`, import.meta.url)));
const child = SYNTHETIC_CITIZENS.find(({ name }) => name === '安小满')!;
const teenager = SYNTHETIC_CITIZENS.find(({ name }) => name === '柯小禾')!;

interface Photos {
  readonly method: 'document_review' | 'portrait_photo';
  readonly subject: { name: string; number: string };
  readonly photos: readonly { role: PhotoRole; bytes: Uint8Array }[];
  readonly relationship?: string;
  readonly guardian?: boolean;
}

/** An application by photos. */
function application({ method, subject, photos, relationship = 'child', guardian = false }: Photos): Session {
  const base = sessionOf('anna');
  const parts = new Map<number, JudgedPart>(photos.map((photo, n) => [n, photo]));
  const { challenge: _, ...submission } = base.submission;
  return {
    ...base,
    input: {
      ...base.input,
      method,
      relationship,
      subject: {
        name: subject.name,
        id: { type: 'resident_id_card', country: 'CHN', number: subject.number },
      },
      operator: { ...base.input.operator, birthYear: 1985 },
    },
    parts,
    submission: {
      ...submission,
      method,
      relationship,
      parts: photos.map(({ role, bytes }, n) => ({
        n,
        role,
        sha256: 'b'.repeat(43),
        size: bytes.length,
        cty: 'image/jpeg',
      })),
      consents: guardian
        ? [
            {
              notice: 'guardian',
              version: '1',
              sha256: 'd'.repeat(43),
              locale: 'zh-CN',
              by: 'guardian',
              at: '2026-11-23T02:00:00Z',
              method: 'checkbox',
            },
          ]
        : [],
    },
  };
}
const judge = (session: Session, by = ports) => {
  const { challenge: _, ...input } = inputOf(session);
  return judgeApplication(input, by);
};

test('document photos that are in order always go to a person', async () => {
  const photos = [
    { role: 'id_document', bytes: specimen('id-front') },
    { role: 'id_document_back', bytes: specimen('id-back') },
  ] as const;
  const judgement = await judge(
    application({ method: 'document_review', subject: citizenOf('ben'), photos, relationship: 'sibling' }),
  );
  assert.deepEqual([judgement.verdict, judgement.refusedBy], ['manual_review', 'person_looks']);
  assert.equal(judgement.remember.length, 2);
  assert.deepEqual(
    judgement.checks.find(({ name }) => name === 'photos_as_asked'),
    { name: 'photos_as_asked', passed: true },
  );
});

test('a portrait in the place of a card, a blurred card, one cut off: a person decides, and reads why', async () => {
  const cases = [
    ['portrait_for_document', idPhoto('ben')],
    ['blurred', specimen('id-front-blurred')],
    ['cut_off', specimen('id-front-cut-off')],
  ] as const;
  for (const [why, bytes] of cases) {
    const photos = [{ role: 'id_document', bytes }] as const;
    const judgement = await judge(
      application({ method: 'document_review', subject: citizenOf('ben'), photos, relationship: 'sibling' }),
    );
    assert.deepEqual([judgement.verdict, judgement.refusedBy], ['manual_review', 'photos_as_asked']);
    const check = judgement.checks.find(({ name }) => name === 'photos_as_asked');
    assert.deepEqual(check?.detail, { photo: 'id_document', why });
  }
});

test('a card of which only one side was photographed is told to the reviewer', async () => {
  const photos = [{ role: 'id_document', bytes: specimen('id-front') }] as const;
  const judgement = await judge(
    application({ method: 'document_review', subject: citizenOf('ben'), photos, relationship: 'sibling' }),
  );
  assert.deepEqual([judgement.verdict, judgement.refusedBy], ['manual_review', 'person_looks']);
  const check = judgement.checks.find(({ name }) => name === 'photos_as_asked');
  assert.deepEqual(check, { name: 'photos_as_asked', passed: true, detail: { why: 'one_side' } });
});

test('document photos without the document, unreadable or tiny ones are refused for their quality', async () => {
  const tiny = await sharp(idPhoto('ben')).resize(100).jpeg().toBuffer();
  const cases = [
    ['photos_present', { role: 'social_security_card', bytes: idPhoto('ben') }],
    ['photos_readable', { role: 'id_document', bytes: new Uint8Array(100) }],
    ['photos_readable', { role: 'id_document', bytes: new Uint8Array(tiny) }],
  ] as const;
  for (const [check, photo] of cases) {
    const session = application({ method: 'document_review', subject: citizenOf('ben'), photos: [photo] });
    const judgement = await judge(session);
    assert.deepEqual([judgement.refusedBy, judgement.reason], [check, 'evidence_quality']);
  }
});

test('what the registers say of a person goes to the reviewer, not at once to whoever sent photos', async () => {
  const photos = [{ role: 'id_document', bytes: specimen('id-front') }] as const;
  const lost = SYNTHETIC_CITIZENS.find(({ cardStatus }) => cardStatus === 'lost')!;
  for (const [subject, check] of [
    [{ ...citizenOf('ben'), name: '贝不存' }, 'identity'],
    [lost, 'card_status'],
  ] as const) {
    const judgement = await judge(application({ method: 'document_review', subject, photos }));
    assert.deepEqual([judgement.verdict, judgement.refusedBy], ['manual_review', check]);
    assert.equal(judgement.checks.find(({ name }) => name === check)?.passed, false);
  }
});

test('two photos of one kind are refused', async () => {
  const photo = { role: 'id_document', bytes: idPhoto('ben') } as const;
  const judgement = await judge(
    application({ method: 'document_review', subject: citizenOf('ben'), photos: [photo, photo] }),
  );
  assert.deepEqual([judgement.refusedBy, judgement.reason], ['manifest_parts', 'evidence_inconsistent']);
});

test("a teenager's portrait goes to a person, whatever the faces say", async () => {
  const photos = [{ role: 'portrait', bytes: idPhoto('cora') }] as const;
  const judgement = await judge(application({ method: 'portrait_photo', subject: teenager, photos }));
  assert.equal(judgement.verdict, 'manual_review');
  assert.equal(judgement.checks.find(({ name }) => name === 'face_match')?.passed, null);
});

test('a portrait whose relative could not be told goes to a person who sees that; documents need no phone', async () => {
  const silent = SYNTHETIC_CITIZENS.map((citizen) => ({ ...citizen, phone: null }));
  const without = { ...ports, registry: syntheticRegistry(silent) };
  for (const [method, role, passed] of [
    ['portrait_photo', 'portrait', false],
    ['document_review', 'id_document', null],
  ] as const) {
    const photos = [{ role, bytes: idPhoto('cora') }];
    const session = application({ method, subject: teenager, photos });
    const judgement = await judge(session, without);
    assert.equal(judgement.verdict, 'manual_review');
    assert.equal(judgement.checks.find(({ name }) => name === 'subject_reachable')?.passed, passed);
  }
});

test('a portrait photo is not enough for an adult', async () => {
  const photos = [{ role: 'portrait', bytes: idPhoto('cora') }] as const;
  const judgement = await judge(
    application({ method: 'portrait_photo', subject: citizenOf('cora'), photos }),
  );
  assert.deepEqual([judgement.refusedBy, judgement.reason], ['method_for_age', 'policy']);
});

test("a child's application needs a guardian's consent, and a relationship that can give it", async () => {
  const photos = [{ role: 'portrait', bytes: idPhoto('cora') }] as const;
  const of = (more: object) =>
    judge(application({ method: 'portrait_photo', subject: child, photos, ...more }));
  const refusals = await Promise.all([of({}), of({ guardian: true, relationship: 'other' })]);
  for (const { refusedBy, reason } of refusals) {
    assert.deepEqual([refusedBy, reason], ['guardian_consent', 'guardian_consent_missing']);
  }
  assert.equal((await of({ guardian: true })).verdict, 'manual_review');
});

test('where nothing is sent to be looked at, the relative’s own word is awaited, and counts only in the way that was chosen', async () => {
  const judged = (method: 'subject_login' | 'in_person', agreedBy?: 'relative' | 'clerk') => {
    const subject = citizenOf('ben');
    const session = application({
      method: 'document_review',
      subject,
      photos: [],
      relationship: 'sibling',
    });
    const submission = { ...session.submission, method };
    return judge({ ...session, submission, input: { ...session.input, method, agreedBy } });
  };
  for (const [method, by, other] of [
    ['subject_login', 'relative', 'clerk'],
    ['in_person', 'clerk', 'relative'],
  ] as const) {
    assert.equal((await judged(method)).verdict, 'awaiting_subject');
    assert.equal((await judged(method, by)).verdict, 'approved');
    assert.equal((await judged(method, other)).refusedBy, 'subject_agreed');
  }
});
