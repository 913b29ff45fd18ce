import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ChallengeRequest, Without } from '@family-auth/library/protocol/challenge.ts';
import { long } from '../../../test/long.ts';
import { judgeApplication } from '../../src/judgement/judge-application.ts';
import { NO_TURN } from '../../src/judgement/judge-trace.ts';
import type { Judgement } from '../../src/judgement/judgement.ts';
import type { JudgementPorts } from '../../src/judgement/judgement-ports.ts';
import { lookAtPictures } from '../../src/pictures/look-at-pictures.ts';
import type { PictureReader, PictureReading } from '../../src/pictures/picture-reading.ts';
import { handIn } from '../forgeries/hand-in.ts';
import { openWorld } from '../forgeries/world.ts';
import { inputOf, portsWith, type Session, sessionOf } from './judged-session.ts';
import { rememberingReader } from './remembering-reader.ts';

const WITHOUT_EYES = 'anna-without-eyes';
const WITHOUT_HEAD = 'anna-without-head';
const OF_TURNS = ['trace_turn_reach', 'trace_planarity', 'trace_rigidity', 'trace_proportions'];

let pictures: PictureReader;
let ports: JudgementPorts;
before(async () => {
  pictures = rememberingReader(await lookAtPictures());
  ports = portsWith(pictures);
});
after(() => pictures.close());

const judge = (session: Session, reader = pictures) =>
  judgeApplication(inputOf(session), { ...ports, pictures: reader });
const failedIn = ({ checks }: Judgement) =>
  checks.filter(({ passed }) => passed === false).map(({ name }) => name);
const claiming = (session: Session, without: Without | null): Session => ({
  ...session,
  challenge: { ...session.challenge, without },
});

describe('a session without one of the movements', () => {
  it('is left to a person where the eyes were spared, though nothing else is found', async () => {
    const judgement = await judge(sessionOf(WITHOUT_EYES));
    assert.deepEqual([judgement.verdict, judgement.refusedBy], ['manual_review', 'all_movements']);
    assert.deepEqual(failedIn(judgement), ['all_movements']);
    const { detail } = judgement.checks.find(({ name }) => name === 'all_movements')!;
    assert.deepEqual(detail, { without: 'eyes', eyes: 0, turns: 2 });
  });

  it('is left to a person where the head was spared, who reads what could not be judged', async () => {
    const judgement = await judge(sessionOf(WITHOUT_HEAD));
    assert.deepEqual([judgement.verdict, judgement.refusedBy], ['manual_review', 'all_movements']);
    assert.deepEqual(failedIn(judgement), ['all_movements']);
    assert.deepEqual(
      judgement.checks.filter(({ detail }) => detail?.why === NO_TURN),
      OF_TURNS.map((name) => ({ name, passed: null, detail: { why: NO_TURN } })),
    );
  });

  it('is not approved where it is not known that it is one', async () => {
    const eyes = await judge(claiming(sessionOf(WITHOUT_EYES), null));
    assert.deepEqual([eyes.verdict, eyes.refusedBy], ['manual_review', 'all_movements']);
    const head = await judge(claiming(sessionOf(WITHOUT_HEAD), null));
    assert.deepEqual([head.verdict, head.refusedBy], ['rejected', 'trace_planarity']);
  });

  it('is not approved for a plan that asks for more than was claimed', async () => {
    for (const without of ['eyes', 'head'] as const) {
      const judgement = await judge(claiming(sessionOf('anna'), without));
      assert.deepEqual([judgement.verdict, judgement.refusedBy], ['manual_review', 'all_movements']);
    }
  });

  for (const [shown, asked, without] of [
    [WITHOUT_EYES, WITHOUT_HEAD, 'head'],
    [WITHOUT_HEAD, WITHOUT_EYES, 'eyes'],
    [WITHOUT_EYES, 'anna', null],
    [WITHOUT_HEAD, 'anna', null],
  ] as const) {
    it(`is refused where ${asked} was asked for and ${shown} is shown`, async () => {
      const session = claiming(sessionOf(shown), without);
      const actions = sessionOf(asked).challenge.plan;
      const plan = session.challenge.plan.map(({ hold_ms: _, ...step }, at) => {
        const { action, hold_ms } = actions[at]!;
        return { ...step, action, ...(hold_ms === undefined ? {} : { hold_ms }) };
      });
      session.challenge = { ...session.challenge, plan };
      const { verdict, refusedBy, reason } = await judge(session);
      assert.deepEqual([verdict, refusedBy, reason], ['rejected', 'trace_steps', 'liveness_failed']);
    });
  }

  it('is refused for whatever else refuses anybody', async () => {
    for (const session of [sessionOf(WITHOUT_EYES, 'dev'), sessionOf(WITHOUT_HEAD, 'dev')]) {
      const { verdict, refusedBy } = await judge(session);
      assert.deepEqual([verdict, refusedBy], ['rejected', 'face_match']);
    }
  });
});

describe('eyes that picture and trace read differently', () => {
  /** Reads lids in every other picture as half shut, as a reflection makes it. */
  const misreading: PictureReader = {
    async read(kind, jpegs, signal) {
      const readings = await pictures.read(kind, jpegs, signal);
      return readings.map((reading, at): PictureReading => {
        if (!reading.readable || !reading.face?.lidAperture || at % 2 === 0) return reading;
        const { left, right } = reading.face.lidAperture;
        return { ...reading, face: { ...reading.face, lidAperture: { left: left / 2, right: right / 2 } } };
      });
    },
    close: () => pictures.close(),
  };

  it('are left to a person where they were spared, and refused where they were asked to close', async () => {
    const spared = await judge(sessionOf(WITHOUT_EYES), misreading);
    assert.deepEqual(
      [spared.verdict, failedIn(spared)],
      ['manual_review', ['all_movements', 'action_visible']],
    );
    const asked = await judge(sessionOf(WITHOUT_HEAD), misreading);
    assert.deepEqual([asked.verdict, asked.refusedBy], ['rejected', 'action_visible']);
  });
});

describe('over HTTP, from the draft to the decision', long, () => {
  it('whoever asks to be spared a movement comes before a person, however good everything else is', async () => {
    const world = await openWorld();
    try {
      for (const without of ['eyes', 'head'] as const) {
        const { result } = await handIn(world, await world.forger(), {
          what: `without the ${without}`,
          recording: `anna-without-${without}`,
          meant: [],
          request: (honest: ChallengeRequest) => ({ ...honest, without }),
        });
        world.retireForger();
        assert.deepEqual([result.outcome, result.refusedBy], ['to_a_person', 'all_movements']);
      }
    } finally {
      await world.close();
    }
  });
});
