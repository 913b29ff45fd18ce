import type { JudgementRequest } from '../../src/judge-service/messages.ts';
import { syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import { ageRules } from '../../src/rules/policy.ts';
import { relationships } from '../../src/rules/relationships.ts';
import type { Session } from '../judgement/judged-session.ts';

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** What a backend in another language would send of a session. */
export async function requestOf({ input, challenge, parts, submission }: Session): Promise<JudgementRequest> {
  const { operator, subject } = input;
  const registry = syntheticRegistry();
  const citizen = await registry.find(subject.id.type, subject.id.number);
  const photo = citizen && (await registry.photo(citizen));
  return {
    application: { id: input.applicationId, method: input.method, relationship: input.relationship },
    subject,
    operator: {
      sub: operator.sub,
      client_id: operator.clientId,
      jkt: operator.jkt,
      ...(operator.birthYear === undefined ? {} : { birth_year: operator.birthYear }),
      is_subject: operator.numberHash === input.subjectHash,
    },
    // The recorded sessions have one that is shorter than the protocol allows.
    submission: { ...submission, jti: 'submission-1' },
    challenge: {
      id: challenge.id,
      nonce: challenge.nonce,
      policy_version: challenge.policyVersion,
      measured_fps: challenge.measuredFps,
      frame: challenge.frame,
      pace: challenge.pace,
      ...(challenge.without === null ? {} : { without: challenge.without }),
      expires_at_ms: challenge.expiresAtMs,
      submitted_at_ms: challenge.submittedAtMs,
      used_before: challenge.usedBefore,
      tries: {
        today: challenge.triesToday,
        this_month: challenge.triesThisMonth,
        machine_per_day: challenge.machineTries.perDay,
        machine_per_month: challenge.machineTries.perMonth,
      },
      plan: [...challenge.plan],
      steps: challenge.steps.map((step) => ({
        i: step.i,
        revealed_at_ms: step.revealedAtMs,
        committed_at_ms: step.committedAtMs,
        chain: step.chain,
        frames: step.frames,
        elapsed_ms: step.elapsedMs,
      })),
      receipts: [...challenge.receipts],
    },
    parts: [...parts].map(([n, { role, bytes }]) => ({ n, role, content: base64url(bytes) })),
    registered: citizen
      ? {
          name: citizen.name,
          id_type: citizen.idType,
          birthdate: citizen.birthdate,
          card_status: citizen.cardStatus,
          reachable: citizen.phone !== null,
          synthetic_face: citizen.syntheticFace,
          ...(photo && { photo: base64url(photo) }),
        }
      : null,
    rules: { age_rules: [...ageRules], relationships: [...relationships] },
  };
}
