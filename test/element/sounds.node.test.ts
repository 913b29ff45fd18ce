import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Sounds } from '../../src/element/sounds.ts';
import { createThrottle } from '../../src/element/throttle.ts';
import { createWords } from '../../src/locales/words.ts';
import { facePhases, flowPhases } from '../../stories/phases.ts';

const words = createWords('zh-CN');

function listen() {
  const heard: string[] = [];
  const sounds = new Sounds(
    {
      prompt: (text) => text && heard.push(`prompt ${text}`),
      hint: (text) => text && heard.push(`hint ${text}`),
    },
    {
      voice: { available: true, say: (text) => heard.push(`voice ${text}`), stop: () => {} },
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

  test('a prompt is announced and spoken once, however many frames show it', () => {
    const { sounds, count } = listen();
    for (let frame = 0; frame < 5; frame++) sounds.follow(PromptHold, words);
    assert.equal(count(`prompt ${words.text.action.hold_short}`), 1);
    assert.equal(count(`voice ${words.text.action.hold_short}`), 1);
    sounds.close();
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
