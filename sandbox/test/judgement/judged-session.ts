import { readFileSync } from 'node:fs';
import { systemClock } from '@family-auth/library/base/clock.ts';
import { isCompatiblePolicy, POLICY_VERSION } from '@family-auth/library/challenge/policy-version.ts';
import type { Step, Without } from '@family-auth/library/protocol/challenge.ts';
import type { KeyFrame, Submission } from '@family-auth/library/protocol/submission.ts';
import type {
  EarlierFrames,
  JudgedChallenge,
  JudgedPart,
  JudgedStep,
  JudgementInput,
} from '../../src/judgement/judgement.ts';
import type { JudgementPorts } from '../../src/judgement/judgement-ports.ts';
import type { Citizen, CitizenRegistry } from '../../src/registry/citizen-registry.ts';
import { SYNTHETIC_CITIZENS } from '../../src/registry/synthetic-citizens.ts';
import { syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import { ageRules, MACHINE_TRIES_PER_DAY, MACHINE_TRIES_PER_MONTH } from '../../src/rules/policy.ts';
import { relationships } from '../../src/rules/relationships.ts';

/** What the server kept of a session. */
export interface RecordedSession {
  readonly applicationId: string;
  readonly jkt: string;
  readonly nonce: string;
  readonly policyVersion: string;
  readonly measuredFps: number;
  readonly pace: 'standard';
  /** Default nothing. */
  readonly without?: Without;
  readonly expiresAtMs: number;
  readonly submittedAtMs: number;
  readonly plan: readonly Step[];
  readonly steps: readonly JudgedStep[];
  readonly chain: string;
  readonly keyFrames: readonly (Pick<KeyFrame, 'step' | 'purpose'> & { name: string; timestampMs: number })[];
}

/** A judgement's input that a test may change before it is judged. */
export interface Session {
  input: JudgementInput;
  challenge: JudgedChallenge;
  parts: Map<number, JudgedPart>;
  submission: Submission;
}

/** Nothing was ever submitted before. */
export const NOTHING_EARLIER: EarlierFrames = {
  seenDigests: async () => [],
  seenHashes: async () => [],
  facesOfRelative: async () => [],
};

export const citizenOf = (person: string) => SYNTHETIC_CITIZENS.find((citizen) => citizen.person === person)!;

/** The recorded session of a rendered person, submitted for the relative `subject` (default: for themselves). */
export function sessionOf(person: string, subject = person.split('-')[0]!): Session {
  const folder = new URL(`../fixtures/sessions/${person}/`, import.meta.url);
  const fixture = JSON.parse(readFileSync(new URL('session.json', folder), 'utf8')) as RecordedSession;
  const read = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));
  return sessionFrom(fixture, read, {
    id: person,
    citizen: citizenOf(subject),
    frame: { width: 640, height: 480 },
  });
}

/** @param read the bytes of `trace.bin` and of the key frames, by their names. */
export function sessionFrom(
  fixture: RecordedSession,
  read: (name: string) => Uint8Array,
  { id, citizen, frame }: { id: string; citizen: Citizen; frame: JudgedChallenge['frame'] },
): Session {
  if (!isCompatiblePolicy(fixture.policyVersion)) {
    throw new Error(
      `The session ${id} was recorded with policy ${fixture.policyVersion}, this is ${POLICY_VERSION}: make it again, see sandbox/test/fixtures/README.md.`,
    );
  }
  const receipts = fixture.steps.map(({ i }) => `receipt of step ${i}`);
  const parts = new Map<number, JudgedPart>([[0, { role: 'trace', bytes: read('trace.bin') }]]);
  fixture.keyFrames.forEach(({ name }, at) => {
    parts.set(at + 1, { role: 'frame', bytes: read(name) });
  });
  const challenge: JudgedChallenge = {
    ...fixture,
    without: fixture.without ?? null,
    id: `challenge-${id}`,
    frame,
    usedBefore: false,
    triesToday: 1,
    triesThisMonth: 1,
    machineTries: { perDay: MACHINE_TRIES_PER_DAY, perMonth: MACHINE_TRIES_PER_MONTH },
    receipts,
  };
  const submission: Submission = {
    iss: 'demo-portal',
    sub: 'operator-1',
    aud: 'http://127.0.0.1:8091',
    iat: Math.floor(fixture.submittedAtMs / 1000),
    exp: Math.floor(fixture.submittedAtMs / 1000) + 300,
    jti: 'jti-1',
    app: fixture.applicationId,
    ver: '1.0',
    relationship: 'sibling',
    method: 'face_liveness',
    subject: { sha256: 'a'.repeat(43) },
    challenge: {
      id: challenge.id,
      nonce: fixture.nonce,
      policy_version: fixture.policyVersion,
      receipts,
      chain: fixture.chain,
      key_frames: fixture.keyFrames.map(({ step, purpose, timestampMs }, at) => ({
        n: at + 1,
        step,
        purpose,
        timestamp_ms: timestampMs,
      })),
    },
    parts: [...parts].map(([n, { role, bytes }]) => ({
      n,
      role,
      sha256: 'b'.repeat(43),
      size: bytes.length,
      cty: role === 'frame' ? 'image/jpeg' : 'application/octet-stream',
    })),
    consents: [],
    client: { version: '0.1.0', isolation: 'inline' },
    htu: 'http://127.0.0.1:8091/v1/applications/x/submission',
  };
  const input: JudgementInput = {
    applicationId: fixture.applicationId,
    method: 'face_liveness',
    relationship: 'sibling',
    subject: { name: citizen.name, id: { type: citizen.idType, country: 'CHN', number: citizen.number } },
    subjectHash: "hash of the relative's number",
    operator: {
      sub: 'operator-1',
      jkt: fixture.jkt,
      clientId: 'demo-portal',
      birthYear: 1991,
      numberHash: "hash of the operator's number",
    },
    submission,
    submissionSha256: 'c'.repeat(43),
    challenge,
    parts,
    earlier: NOTHING_EARLIER,
  };
  return { input, challenge, parts, submission };
}

/** The changed pieces put together again. */
export const inputOf = ({ input, challenge, parts, submission }: Session): JudgementInput => ({
  ...input,
  challenge,
  parts,
  submission,
});

/** The registry's people keep their ages: on another day the teenager is a child, or grown up. */
const JUDGED_AT_MS = Date.parse('2026-11-23T04:00:00Z');

export const portsWith = (
  pictures: JudgementPorts['pictures'],
  registry: CitizenRegistry = syntheticRegistry(),
): JudgementPorts => ({
  registry,
  pictures,
  rules: { ageRules, relationships },
  clock: { ...systemClock, epochMs: () => JUDGED_AT_MS },
});
