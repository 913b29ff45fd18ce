import { randomBytes } from 'node:crypto';
import { type Challenge, ChallengeSchema } from '@family-auth/library/protocol/challenge.ts';
import { postJson } from './api.ts';
import type { Answer } from './exchange.ts';
import { expect, expectStatus } from './expect.ts';
import type { Kit } from './kit.ts';
import type { Session } from './log-in.ts';

const REQUEST = {
  mode: 'interactive',
  measured_fps: 20,
  frame: { width: 640, height: 480 },
  pace: 'standard',
} as const;

/** Whose draft a challenge is for. */
export interface OfDraft {
  readonly session: Session;
  readonly id: string;
}

/** Asks for a challenge, of a camera with 20 pictures a second but for `changes`. */
export const askForChallenge = async (
  kit: Kit,
  { session, id }: OfDraft,
  changes: object = {},
): Promise<Answer> =>
  postJson(session, await kit.url(`/applications/${id}/challenges`), { ...REQUEST, ...changes });

/** The same, where it must be answered with one. */
export async function drawChallenge(kit: Kit, draft: OfDraft, changes?: object): Promise<Challenge> {
  const answer = await askForChallenge(kit, draft, changes);
  const read = ChallengeSchema.safeParse(expectStatus(answer, 201, 'A challenge').json);
  expect(read.success, 'The challenge does not match its schema.');
  return read.data;
}

/** Commits a step. */
export const commitStep = async (
  kit: Kit,
  session: Session,
  challenge: string,
  body: object,
): Promise<Answer> => postJson(session, await kit.url(`/challenges/${challenge}/steps`), body);

/** A head of no chain at all. */
export const randomHead = (): string => randomBytes(32).toString('base64url');

/** The last of a head's 43 characters has two spare bits: the next character spells the same bytes. */
export const spelledOtherwise = (head: string): string =>
  `${head.slice(0, 42)}${String.fromCharCode(head.charCodeAt(42) + 1)}`;
