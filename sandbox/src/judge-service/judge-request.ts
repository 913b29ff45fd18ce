import { systemClock } from '@family-auth/library/base/clock.ts';
import { POLICY_VERSION } from '@family-auth/library/challenge/policy-version.ts';
import { effectOf } from '../judgement/check-names.ts';
import { judgeApplication } from '../judgement/judge-application.ts';
import type {
  EarlierFrames,
  JudgedChallenge,
  Judgement,
  JudgementInput,
  SeenFrame,
} from '../judgement/judgement.ts';
import { hashDistance } from '../pictures/perceptual-hashes.ts';
import type { PictureReader } from '../pictures/picture-reading.ts';
import type { Citizen, CitizenRegistry } from '../registry/citizen-registry.ts';
import { checkWords } from '../reviewer/check-words.ts';
import type { JudgementRequest, JudgementResponse } from './messages.ts';

/** The sandbox's own judgement of what a request brings; nothing of it is kept. */
export async function judgeRequest(
  request: JudgementRequest,
  pictures: Pick<PictureReader, 'read'>,
  signal: AbortSignal,
): Promise<JudgementResponse> {
  const { age_rules: ageRules, relationships } = request.rules;
  const ports = {
    registry: registryOf(request),
    rules: { ageRules, relationships },
    clock: systemClock,
    pictures,
  };
  return responseOf(await judgeApplication(inputOf(request), ports, signal), request);
}

const bytesOf = (base64url: string): Uint8Array => new Uint8Array(Buffer.from(base64url, 'base64url'));

function inputOf(request: JudgementRequest): JudgementInput {
  const { application, operator, submission, challenge, parts } = request;
  return {
    applicationId: application.id,
    method: application.method,
    relationship: application.relationship,
    subject: request.subject,
    // Only whether they are equal counts, and that the caller knows.
    subjectHash: 'subject',
    operator: {
      sub: operator.sub,
      clientId: operator.client_id,
      jkt: operator.jkt,
      birthYear: operator.birth_year,
      numberHash: operator.is_subject ? 'subject' : 'operator',
    },
    submission,
    submissionSha256: '',
    challenge: challenge && challengeOf(challenge),
    parts: new Map(parts.map(({ n, role, content }) => [n, { role, bytes: bytesOf(content) }])),
    agreedBy: request.agreed_by,
    earlier: earlierOf(request.earlier),
  };
}

function challengeOf(challenge: NonNullable<JudgementRequest['challenge']>): JudgedChallenge {
  const { tries } = challenge;
  return {
    id: challenge.id,
    nonce: challenge.nonce,
    policyVersion: challenge.policy_version,
    measuredFps: challenge.measured_fps,
    frame: challenge.frame,
    pace: challenge.pace,
    without: challenge.without ?? null,
    expiresAtMs: challenge.expires_at_ms,
    submittedAtMs: challenge.submitted_at_ms,
    usedBefore: challenge.used_before,
    triesToday: tries.today,
    triesThisMonth: tries.this_month,
    machineTries: { perDay: tries.machine_per_day, perMonth: tries.machine_per_month },
    plan: challenge.plan,
    steps: challenge.steps.map((step) => ({
      i: step.i,
      revealedAtMs: step.revealed_at_ms,
      committedAtMs: step.committed_at_ms,
      chain: step.chain,
      frames: step.frames,
      elapsedMs: step.elapsed_ms,
    })),
    receipts: challenge.receipts,
  };
}

function earlierOf(earlier: JudgementRequest['earlier']): EarlierFrames {
  const pictures = earlier?.pictures ?? [];
  const seen = (
    asked: readonly string[],
    isSame: (picture: (typeof pictures)[number], one: string) => boolean,
  ): SeenFrame[] =>
    asked.flatMap((one, index) =>
      pictures
        .filter((picture) => isSame(picture, one))
        .map(({ application }) => ({ index, applicationId: application })),
    );
  return {
    seenDigests: async (digests) => seen(digests, ({ digest }, one) => digest === one),
    seenHashes: async (hashes, maxDistance) =>
      seen(hashes, ({ hash }, one) => hash !== null && hashDistance(hash, one) <= maxDistance),
    facesOfRelative: async () => earlier?.faces_of_subject ?? [],
  };
}

/** A register of one person, or of nobody. */
function registryOf({ registered, subject }: JudgementRequest): CitizenRegistry {
  const person = registered === null ? undefined : citizenOf(registered, subject.id.number);
  const photo = registered?.photo;
  return {
    find: async (idType, number) =>
      person?.idType === idType && person.number === number ? person : undefined,
    photo: async () => (photo === undefined ? undefined : bytesOf(photo)),
    activationCode: async () => undefined,
  };
}

function citizenOf(registered: NonNullable<JudgementRequest['registered']>, number: string): Citizen {
  const { name, id_type: idType, birthdate } = registered;
  const phone = registered.reachable ? 'on file' : null;
  return {
    name,
    idType,
    number,
    birthdate,
    // Nothing is judged by it.
    sex: 'female',
    cardStatus: registered.card_status,
    phone,
    guardian: { idType, number, phone },
    services: [],
    syntheticFace: registered.synthetic_face ?? false,
  };
}

function responseOf(judgement: Judgement, { parts }: JudgementRequest): JudgementResponse {
  const { verdict, reason, refusedBy, faceDistance, checks, remember } = judgement;
  return {
    verdict,
    ...(reason === undefined ? {} : { reason }),
    ...(refusedBy === undefined ? {} : { refused_by: refusedBy }),
    ...(faceDistance === undefined ? {} : { face_distance: faceDistance }),
    policy_version: POLICY_VERSION,
    checks: checks.map(({ name, passed, detail }) => ({
      name,
      passed,
      effect: effectOf(name as Parameters<typeof effectOf>[0]),
      ...(detail === undefined ? {} : { detail: { ...detail } }),
    })),
    review: {
      findings: checks
        .filter(({ passed }) => passed === false)
        .map(({ name }) => ({ check: name, 'zh-CN': checkWords(name)['zh-CN'], en: checkWords(name).en })),
      pictures: parts.filter(({ role }) => role !== 'trace').map(({ n }) => n),
    },
    remember: remember.map(({ n, digest, hash, faceHash }) => ({
      n,
      digest,
      hash,
      face_hash: faceHash ?? null,
    })),
  };
}
