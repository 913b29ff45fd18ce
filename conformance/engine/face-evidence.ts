import type { Application } from '@family-auth/library/protocol/application.ts';
import type { Challenge, StepReceipt } from '@family-auth/library/protocol/challenge.ts';
import type { KeyFrame, PartRole } from '@family-auth/library/protocol/submission.ts';
import { type Draft, draft, offered, type Planted, waitFor } from './apply.ts';
import { commitStep, drawChallenge } from './challenge.ts';
import { unbind } from './decide.ts';
import type { Answer } from './exchange.ts';
import { expect, expectStatus, skip } from './expect.ts';
import { DEFAULT_FPS, type Otherwise, type Performed, perform } from './face-session.ts';
import { manifestClaims, photo, signManifest, submit, upload } from './hand-in.ts';
import type { Kit } from './kit.ts';
import type { Session } from './log-in.ts';
import { renderedPerson } from './rendered-person.ts';
import { withdraw } from './signed.ts';

/** A relative whose registered photo is that of the kit's rendered person; new each time, so that nobody tried before. */
export async function newRelative(kit: Kit): Promise<Planted> {
  await offered(kit, 'face_liveness');
  return kit.adapter.enrol!(await photo());
}

/** A draft for them, by an operator who has just logged in: a live check must fit into the time of a log-in. */
export async function draftFor(kit: Kit, planted: Planted) {
  const { account } = await kit.operator();
  const session = await kit.logIn(account);
  const made = await draft(kit, session, { planted, method: 'face_liveness' });
  return { session, made };
}

/** Draws a challenge for the kit's person. */
export async function drawFor(
  kit: Kit,
  session: Session,
  { application: { id } }: Draft,
  { fps = DEFAULT_FPS, without }: Otherwise = {},
): Promise<Challenge> {
  const { width, height } = await renderedPerson();
  const asked = { measured_fps: fps, frame: { width, height }, ...(without && { without }) };
  return drawChallenge(kit, { session, id }, asked);
}

/** What is handed in otherwise, beside what is performed otherwise. */
export interface HandedInOtherwise extends Otherwise {
  /** What becomes of everything once the last step is committed. */
  readonly evidence?: (performed: Performed) => Performed | Promise<Performed>;
  /** Members of the manifest, and of its `challenge`, that take the place of the right ones. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly challenge?: Readonly<Record<string, unknown>>;
}

/** What became of a session: refused at the door, or decided. */
export type Ended =
  | { readonly at: 'door'; readonly answer: Answer }
  | { readonly at: 'decision'; readonly application: Application };

/** The whole of a live check, from the challenge to what the machine makes of it. */
export async function liveCheck(kit: Kit, otherwise: HandedInOtherwise = {}): Promise<Ended> {
  const { session, made } = await draftFor(kit, await newRelative(kit));
  return checkDraft(kit, session, made, otherwise);
}

/** The same for a draft that was made. */
export async function checkDraft(
  kit: Kit,
  session: Session,
  made: Draft,
  otherwise: HandedInOtherwise = {},
  drawn?: Challenge,
): Promise<Ended> {
  const challenge = drawn ?? (await drawFor(kit, session, made, otherwise));
  const { id } = made.application;
  const seed = {
    nonce: new Uint8Array(Buffer.from(challenge.nonce, 'base64url')),
    applicationId: id,
    jkt: session.jkt,
  };
  const commit = async (body: object) => {
    const answer = await commitStep(kit, session, challenge.id, body);
    return expectStatus(answer, 200, 'The commit of a step').json as StepReceipt;
  };
  const performed = await perform(seed, challenge.step, commit, otherwise);
  const evidence = (await otherwise.evidence?.(performed)) ?? performed;
  const answer = await handIn(kit, session, made, challenge, evidence, otherwise);
  if (answer.status !== 202) return { at: 'door', answer };
  return { at: 'decision', application: await decided(kit, session, id) };
}

async function handIn(
  kit: Kit,
  session: Session,
  made: Draft,
  { id, nonce, policy_version }: Challenge,
  { trace, keyFrames, chain, receipts }: Performed,
  otherwise: HandedInOtherwise,
): Promise<Answer> {
  const app = made.application.id;
  const contents: readonly { role: PartRole; cty: string; content: Uint8Array }[] = [
    { role: 'trace', cty: 'application/octet-stream', content: trace },
    ...keyFrames.map(({ jpeg }) => ({ role: 'frame', cty: 'image/jpeg', content: jpeg }) as const),
  ];
  const parts = await Promise.all(contents.map((content, n) => upload(kit, session, app, { n, ...content })));
  const key_frames = keyFrames.map(
    ({ step, purpose, timestampMs }, at): KeyFrame => ({
      ...{ n: at + 1, step, purpose, timestamp_ms: timestampMs },
    }),
  );
  const claims = await manifestClaims(kit, session, made, parts, {
    challenge: { id, nonce, policy_version, receipts, chain, key_frames, ...otherwise.challenge },
    ...otherwise.manifest,
  });
  return submit(kit, session, app, await signManifest(claims, session));
}

/** What the machine made of it. By then the log-in of the check is old: who waits logs in anew. */
async function decided(kit: Kit, { account }: Session, id: string): Promise<Application> {
  const later = await kit.logIn(account);
  const application = await waitFor(kit, later, id, ['approved', 'rejected', 'manual_review'], 90_000);
  const { card_ref: card } = application;
  kit.atEnd(async () => {
    const last = await kit.logIn(account);
    await (card === undefined ? withdraw(kit, last, id) : unbind(kit, last, card));
  });
  return application;
}

/** Honest evidence at this backend, once in a run: what is otherwise means something only beside it. */
const honest = new WeakMap<object, Promise<Ended>>();

export function honestCheck(kit: Kit): Promise<Ended> {
  const known = honest.get(kit.adapter);
  if (known !== undefined) return known;
  const ended = liveCheck(kit);
  // Whoever waits hears of it.
  ended.catch(() => honest.delete(kit.adapter));
  honest.set(kit.adapter, ended);
  return ended;
}

/** Both, and neither is left under way when the other fails. */
export async function besideHonest(kit: Kit, other: Promise<Ended>): Promise<readonly [Ended, Ended]> {
  const [sound, ended] = await Promise.allSettled([honestCheck(kit), other]);
  if (sound.status === 'rejected') throw sound.reason;
  if (ended.status === 'rejected') throw ended.reason;
  return [sound.value, ended.value];
}

const wordsOf = (ended: Ended): string =>
  ended.at === 'door'
    ? `refused with ${ended.answer.status}`
    : `${ended.application.status}${ended.application.reason ? ` (${ended.application.reason})` : ''}`;

/** @throws CheckFailed where a machine refuses the honest evidence: then no refusal means anything. */
export function expectHonest(ended: Ended): void {
  const taken = ended.at === 'decision' && ended.application.status !== 'rejected';
  expect(
    taken,
    `The kit's honest evidence is ${wordsOf(ended)}; without it nothing can be told of what is broken.`,
  );
}

/** @throws CheckFailed unless it was refused, at the door or by the judgement. */
export async function expectRefused(kit: Kit, otherwise: HandedInOtherwise, what: string): Promise<void> {
  const [sound, ended] = await besideHonest(kit, liveCheck(kit, otherwise));
  expectHonest(sound);
  expect(ended.at === 'door' || ended.application.status === 'rejected', `${what} is ${wordsOf(ended)}.`);
}

/** @throws CheckFailed where a machine approved it. @throws CheckSkipped where none approves anybody. */
export function expectNoMachine(sound: Ended, ended: Ended, what: string): void {
  expectHonest(sound);
  expect(ended.at === 'door' || ended.application.status !== 'approved', `${what} is ${wordsOf(ended)}.`);
  if (sound.at === 'decision' && sound.application.status !== 'approved')
    skip('No machine approves here: honest evidence waits for a person, too.');
}
