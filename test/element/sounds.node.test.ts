import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Sounds } from '../../src/element/sounds.ts';
import { createThrottle } from '../../src/element/throttle.ts';
import { SpokenQueue } from '../../src/element/voice.ts';
import { LOCALES } from '../../src/locales/shipped.ts';
import { createWords } from '../../src/locales/words.ts';
import { facePhases, flowPhases } from '../../stories/phases.ts';

const words = createWords('zh-CN', LOCALES['zh-CN']);

function listen({ hasVoice = true } = {}) {
  const heard: string[] = [];
  const sounds = new Sounds(
    {
      prompt: (text) => text && heard.push(`prompt ${text}`),
      hint: (text) => text && heard.push(`hint ${text}`),
    },
    {
      voice: {
        available: true,
        canSay: () => hasVoice,
        prompt: (text) => heard.push(`voice ${text}`),
        hint: (text) => text && heard.push(`voice hint ${text}`),
        stop: () => {},
      },
      tone: { unlock: () => {}, play: () => heard.push('tone'), close: () => {} },
    },
  );
  return { heard, sounds, count: (what: string) => heard.filter((entry) => entry === what).length };
}

describe('what is heard', () => {
  const { PromptHold } = facePhases;

  test('the tone sounds once for each rise of its count', () => {
    const { sounds, count } = listen();
    for (const tones of [0, 0, 1, 1, 1, 2, 2]) sounds.follow({ ...PromptHold, tones }, words);
    assert.equal(count('tone'), 2);
  });

  test('a new attempt that counts from nought again sounds again', () => {
    const { sounds, count } = listen();
    for (const tones of [0, 1, 1, 0, 1]) sounds.follow({ ...PromptHold, tones }, words);
    assert.equal(count('tone'), 2);
  });

  test('a prompt is spoken once, however many frames show it, and not announced beside it', () => {
    const { sounds, heard } = listen();
    for (let frame = 0; frame < 5; frame++) sounds.follow(PromptHold, words);
    assert.deepEqual(heard, [`voice ${words.text.action.hold_short}`]);
    sounds.close();
  });

  test('where the browser names no voice for the language, a prompt is announced as well', () => {
    const { sounds, heard } = listen({ hasVoice: false });
    sounds.follow(PromptHold, words);
    const { hold_short } = words.text.action;
    assert.deepEqual(heard, [`voice ${hold_short}`, `prompt ${hold_short}`]);
    sounds.close();
  });

  test('with the voice on a hint is spoken, with the voice off it is announced', () => {
    for (const voice of [true, false]) {
      const { sounds, heard } = listen();
      sounds.follow({ ...facePhases.PromptHoldHint, voice }, words);
      const hint = words.text.hint[facePhases.PromptHoldHint.hint!];
      assert.equal(heard.at(-1), voice ? `voice hint ${hint}` : `hint ${hint}`);
      sounds.close();
    }
  });

  test('with the voice off nothing is spoken, and everything is still announced', () => {
    const { sounds, heard } = listen();
    sounds.follow({ ...PromptHold, voice: false }, words);
    assert.deepEqual(heard, [`prompt ${words.text.action.hold_short}`]);
    sounds.close();
  });

  test('what was said can be heard again, with the voice off as well', () => {
    const { sounds, count } = listen();
    sounds.follow({ ...PromptHold, voice: false }, words);
    sounds.again();
    assert.equal(count(`voice ${words.text.action.hold_short}`), 1);
    sounds.close();
  });

  test('the end of the camera is said', () => {
    const { sounds, count } = listen();
    sounds.follow(PromptHold, words);
    sounds.follow(facePhases.Captured, words);
    assert.equal(count(`voice ${words.text.captured.title}`), 1);
    sounds.close();
  });

  test('screens without a camera say nothing', () => {
    const { sounds, heard } = listen();
    sounds.follow(flowPhases.Welcome, words);
    sounds.follow(flowPhases.Details, words);
    assert.deepEqual(heard, []);
  });
});

describe('the order of what is spoken', () => {
  function speech() {
    const said: string[] = [];
    const ends: (() => void)[] = [];
    let cancelled = 0;
    const queue = new SpokenQueue({
      canSay: () => true,
      speak: ({ text }, ended) => {
        said.push(text);
        ends.push(ended);
      },
      cancel: () => {
        cancelled += 1;
      },
    });
    return { queue, said, end: () => ends.at(-1)!(), ends, cancelled: () => cancelled };
  }

  test('a prompt is not cut off by the next one, which is said after it', () => {
    const { queue, said, end, cancelled } = speech();
    queue.prompt('well done', 'en');
    queue.prompt('turn right', 'en');
    assert.deepEqual(said, ['well done']);
    end();
    assert.deepEqual(said, ['well done', 'turn right']);
    assert.equal(cancelled(), 0);
  });

  test('a hint waits for the prompt, and is left out when it no longer helps by then', () => {
    const { queue, said, end } = speech();
    queue.prompt('turn right', 'en');
    queue.hint('further', 'en');
    queue.hint('slower', 'en');
    end();
    assert.deepEqual(said, ['turn right', 'slower']);
    end();
    queue.prompt('blink', 'en');
    queue.hint('again', 'en');
    queue.hint(null, 'en');
    end();
    assert.deepEqual(said, ['turn right', 'slower', 'blink']);
  });

  test('a prompt does not wait for a hint, and of two prompts that wait the last is said', () => {
    const { queue, said, end, ends, cancelled } = speech();
    queue.hint('closer', 'en');
    queue.prompt('close your eyes', 'en');
    assert.equal(cancelled(), 1);
    ends[0]!(); // the end of the hint, reported late, is not the end of the prompt
    queue.prompt('open them', 'en');
    queue.prompt('well done', 'en');
    assert.deepEqual(said, ['closer', 'close your eyes']);
    end();
    assert.deepEqual(said, ['closer', 'close your eyes', 'well done']);
  });

  test('silence is also for what waits', () => {
    const { queue, said, end } = speech();
    queue.prompt('turn right', 'en');
    queue.hint('further', 'en');
    queue.stop();
    end();
    assert.deepEqual(said, ['turn right']);
  });
});

describe('the pace of hints', () => {
  function clockwork() {
    const due: (() => void)[] = [];
    return {
      timers: {
        setTimeout: (callback: () => void) => due.push(callback),
        clearTimeout: () => void due.splice(0),
      },
      pass: () => {
        for (const callback of due.splice(0)) callback();
      },
    };
  }

  test('the first is said at once, then only the latest once the interval is over', () => {
    const { timers, pass } = clockwork();
    const said: string[] = [];
    const throttle = createThrottle(1000, (text) => said.push(text), timers);
    for (const text of ['nearer', 'further', 'nearer', 'brighter']) throttle.offer(text);
    assert.deepEqual(said, ['nearer']);
    pass();
    assert.deepEqual(said, ['nearer', 'brighter']);
  });

  test('a hint that no longer helps is taken back while it waits', () => {
    const { timers, pass } = clockwork();
    const said: string[] = [];
    const throttle = createThrottle(1000, (text) => said.push(text), timers);
    for (const text of ['nearer', 'further', null]) throttle.offer(text);
    pass();
    assert.deepEqual(said, ['nearer']);
  });

  test('the same hint is not repeated', () => {
    const { timers, pass } = clockwork();
    const said: string[] = [];
    const throttle = createThrottle(1000, (text) => said.push(text), timers);
    throttle.offer('nearer');
    throttle.offer('nearer');
    pass();
    throttle.offer('nearer');
    assert.deepEqual(said, ['nearer']);
  });
});
