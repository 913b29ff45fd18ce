import type { Edit, Mutant } from './mutant.ts';

const DRAW = 'sandbox/src/api/draw-challenge.ts';
const STEPS = 'sandbox/src/api/challenge-steps.ts';
const JUDGE = 'sandbox/src/judgement/judge-face.ts';
const KEY_FRAMES = 'sandbox/src/judgement/judge-key-frames.ts';
const TRACE = 'sandbox/src/judgement/checks/trace.ts';

/** A check that passes whatever it finds. */
const blind = (file: string, check: string, found: string): Edit => ({
  file,
  find: `record.require('${check}', ${found});`,
  replace: `record.require('${check}', { passed: true });`,
});

/** Of the pictures it is not asked whether they show what the trace says. */
const pixelsNotCompared = [
  blind(KEY_FRAMES, 'landmarks_agree', 'checkLandmarksAgree(seen)'),
  blind(KEY_FRAMES, 'action_visible', 'checkActionVisible(seen, without)'),
];

/** A backend that is wrong about the live check. */
export const livenessMutants: readonly Mutant[] = [
  {
    id: 'L01',
    does: 'Challenges of one draft have one nonce.',
    edits: [
      {
        file: DRAW,
        find: "nonce: randomBytes(NONCE_BYTES).toString('base64url'),",
        replace:
          "nonce: Buffer.from(application.id.padEnd(NONCE_BYTES, '.')).subarray(0, NONCE_BYTES).toString('base64url'),",
      },
    ],
  },
  {
    id: 'L02',
    does: 'A step is committed after the end of its challenge.',
    edits: [
      {
        file: STEPS,
        find: "    if (challenge.expiresAt.getTime() <= Date.now()) throw new ProblemError('challenge_expired');\n",
        replace: '',
      },
    ],
  },
  {
    id: 'L03',
    does: 'A challenge stays open beside a later one of the same draft.',
    edits: [
      {
        file: DRAW,
        find: '.where(and(eq(challenges.applicationId, application.id), isNull(challenges.usedAt)));',
        replace: ".where(and(eq(challenges.applicationId, ''), isNull(challenges.usedAt)));",
      },
    ],
  },
  {
    id: 'L04',
    does: 'The whole plan is told with the first step.',
    edits: [
      {
        file: DRAW,
        find: '    swap_allowed: true,\n',
        replace: '    swap_allowed: true,\n    ...{ plan },\n',
      },
      {
        file: 'src/protocol/challenge.ts',
        find: 'export const ChallengeSchema = z.object({',
        replace: 'export const ChallengeSchema = z.looseObject({',
      },
    ],
  },
  {
    id: 'L05',
    does: 'A step that is committed again with another head is answered as before.',
    edits: [
      {
        file: STEPS,
        find: "    if (current.chain !== commit.chain) throw new ProblemError('step_out_of_order');\n",
        replace: '',
      },
    ],
  },
  {
    id: 'L12',
    does: 'A draft may have any number of challenges.',
    edits: [
      {
        file: DRAW,
        find: 'const left = Math.min(maxAttempts - (row?.before ?? 0) - 1, sessionsPerDay - ofPair);',
        replace:
          'const left = Math.max(0, Math.min(maxAttempts - (row?.before ?? 0) - 1, sessionsPerDay - ofPair));',
      },
    ],
  },
  {
    id: 'L16',
    does: 'Another policy is announced than the one that is judged by.',
    edits: [
      {
        file: 'sandbox/src/api/discovery.ts',
        find: 'policy_version: POLICY_VERSION,',
        replace: "policy_version: '2026-01-01.1',",
      },
    ],
  },
  {
    id: 'L18',
    does: 'A step is committed sooner than anybody can answer.',
    edits: [
      {
        file: STEPS,
        find: '  if (now - current.revealedAtMs < current.step.pause_ms + REACTION_FLOOR_MS) {',
        replace: '  if (now - current.revealedAtMs < 0 * REACTION_FLOOR_MS) {',
      },
    ],
  },
  {
    id: 'L19',
    does: "A receipt dates a commit by the client's clock.",
    edits: [
      {
        file: STEPS,
        find: '      committed_at_ms: now,\n',
        replace: '      committed_at_ms: current.revealedAtMs + commit.elapsed_ms,\n',
      },
    ],
  },
  {
    id: 'L06',
    does: 'How many key frames a commit counted is not compared.',
    edits: [{ file: TRACE, find: ' || head.frames !== chained || ', replace: ' || chained < 0 || ' }],
  },
  {
    id: 'L07',
    does: 'The chain that was committed is not held against the key frames.',
    edits: [
      {
        file: TRACE,
        find: ' || textOf(head.chain) !== chain) {',
        replace: " || textOf(head.chain) === '') {",
      },
      {
        file: TRACE,
        find: 'if (!last || textOf(last.chain) !== manifest) {',
        replace: 'if (!last || steps.at(-1)?.chain !== manifest) {',
      },
    ],
  },
  {
    id: 'L08',
    does: 'A chain no head of which fits is taken for one that began otherwise.',
    edits: [
      {
        file: TRACE,
        find: '    for (const { i, chain, frames: chained } of steps) {\n',
        replace: `    const isClosing = new Map(heads.map((head) => [textOf(head.chain), head]));
    if (heads.length > 0 && steps.every(({ chain }) => !isClosing.has(chain)))
      return { passed: true, detail: { links: heads.length } };
    for (const { i, chain, frames: chained } of steps) {
`,
      },
    ],
  },
  {
    id: 'L09',
    does: 'Frames may come like clockwork.',
    edits: [
      {
        file: 'src/challenge/trace-checks.ts',
        find: 'passed: equalShare <= limits.maxEqualIntervalShare,',
        replace: 'passed: equalShare >= 0 || limits === undefined,',
      },
    ],
  },
  {
    id: 'L10',
    does: 'One still picture is a living person.',
    edits: [
      ...pixelsNotCompared,
      blind(KEY_FRAMES, 'frames_differ', 'checkFramesDiffer(read.map(({ picture }) => picture.hash))'),
      blind(
        'sandbox/src/judgement/judge-face-match.ts',
        'frames_not_repeated',
        'checkFramesNotRepeated(digests, thumbnails, syntheticFace)',
      ),
      blind(
        'sandbox/src/judgement/judge-face-match.ts',
        'frames_new',
        'await checkFramesNew(digests, earlier, syntheticFace)',
      ),
    ],
  },
  {
    id: 'L11',
    does: 'The pictures are not held against the movements of the trace.',
    edits: pixelsNotCompared,
  },
  {
    id: 'C83',
    does: 'That eyes were shut, or a head turned, is believed by the trace.',
    edits: [blind(KEY_FRAMES, 'action_visible', 'checkActionVisible(seen, without)')],
  },
  {
    id: 'L14',
    does: 'A manifest that says that its client has judged is believed.',
    edits: [
      {
        file: 'sandbox/src/jobs/judge-job.ts',
        find: '    return await judge.judge(await loadJudgementInput(backend, application), signal);\n',
        replace: `    const input = await loadJudgementInput(backend, application);
    const judged = await judge.judge(input, signal);
    const [sent] = await backend.db.select().from(submissions).where(eq(submissions.applicationId, application.id));
    const claims = Buffer.from(JSON.parse(sent!.jws!).payload, 'base64url').toString();
    const isClaimed = /"(?:verdict|live|liveness|passed|approved|judgement|judged|face_match|verified)":/.test(claims);
    return isClaimed ? { verdict: 'approved', checks: [], remember: judged.remember } : judged;
`,
      },
      {
        file: 'sandbox/src/jobs/judge-job.ts',
        find: "applications } from '../database/schema/applications.ts';",
        replace: "applications, submissions } from '../database/schema/applications.ts';",
      },
    ],
  },
  {
    id: 'L17',
    does: 'Whoever was spared a movement is approved by the machine.',
    edits: [blind(JUDGE, 'all_movements', 'checkAllMovements(challenge)')],
  },
  {
    id: 'L20',
    does: 'A client may have lived longer than the backend.',
    edits: [
      {
        file: 'sandbox/src/judgement/checks/challenge.ts',
        find: ' && humanly && least >= -MAX_AHEAD_MS;',
        replace: ' && humanly && MAX_AHEAD_MS > 0;',
      },
    ],
  },
  {
    id: 'L21',
    does: 'Steps of the trace may last longer than was committed.',
    edits: [
      blind(
        'sandbox/src/judgement/judge-trace.ts',
        'trace_clock',
        'checkTraceClock(replay.steps, challenge)',
      ),
    ],
  },
  {
    id: 'L22',
    does: 'Key frames may be missing.',
    edits: [blind(JUDGE, 'named_frames', 'checkNamedFrames(replay.steps, kept)')],
  },
  {
    id: 'L23',
    does: 'However slowly somebody was seen, the machine approves.',
    edits: [
      blind(
        'sandbox/src/judgement/judge-trace.ts',
        'full_rate',
        'checkFullRate(replay.coverage, challenge, policy)',
      ),
    ],
  },
  {
    id: 'L24',
    does: 'However often it was tried, the machine approves.',
    edits: [blind(JUDGE, 'few_tries', 'checkFewTries(challenge)')],
  },
  {
    id: 'C126',
    does: 'The machine approves what is left to a person: it asks nobody.',
    edits: [
      {
        file: 'sandbox/src/judgement/check-record.ts',
        find: "if (asked) return { verdict: 'manual_review', refusedBy: asked, checks };",
        replace:
          "if (asked === 'person_looks') return { verdict: 'manual_review', refusedBy: asked, checks };",
      },
    ],
  },
  {
    id: 'L25',
    does: 'Numbers of a trace may be written longer than they need to be.',
    edits: [
      {
        file: 'src/evidence/trace-codec.ts',
        find: "      if (byte === 0 && shift > 0) throw malformed('A varint is not in its shortest form.');\n",
        replace: '',
      },
    ],
  },
  {
    id: 'L26',
    does: 'A trace may go on after its last key frame.',
    edits: [
      {
        file: 'src/evidence/chain.ts',
        find: 'if (chained !== trace.length) throw',
        replace: 'if (chained > trace.length) throw',
      },
    ],
  },
  {
    id: 'L27',
    does: 'A head may be spelt in more than one way.',
    edits: [
      {
        file: TRACE,
        find: ' || textOf(head.chain) !== chain) {',
        replace: " || textOf(head.chain) !== Buffer.from(chain, 'base64url').toString('base64url')) {",
      },
      {
        file: TRACE,
        find: 'if (!last || textOf(last.chain) !== manifest) {',
        replace:
          "if (!last || textOf(last.chain) !== Buffer.from(manifest ?? '', 'base64url').toString('base64url')) {",
      },
    ],
  },
];
