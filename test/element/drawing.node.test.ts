import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { browserFacts } from '../../src/element/browser-facts.ts';
import { HintTimer } from '../../src/element/hint-timer.ts';
import { liveLines } from '../../src/element/live-lines.ts';
import { arrowSide } from '../../src/element/parts/pictogram.ts';
import { qrPath } from '../../src/element/parts/qr-code.ts';
import { LOCALES } from '../../src/locales/shipped.ts';
import { createWords } from '../../src/locales/words.ts';
import { facePhases } from '../../stories/phases.ts';

describe('the arrow of a turn', () => {
  test("in a mirror the person's own left is on the left of the screen", () => {
    assert.equal(arrowSide('turn_left', true), 'left');
    assert.equal(arrowSide('turn_right', true), 'right');
  });

  test('for a helper behind the rear camera it is on the other side', () => {
    assert.equal(arrowSide('turn_left', false), 'right');
    assert.equal(arrowSide('turn_right', false), 'left');
  });
});

describe('the QR symbol', () => {
  test('dark modules are drawn four modules from the edge, runs joined', () => {
    // Three rows: 110, 010, 001.
    const modules = Buffer.from([0b11001000, 0b10000000]).toString('base64url');
    assert.equal(qrPath(3, modules), 'M4 4h2v1h-2zM5 5h1v1h-1zM6 6h1v1h-1z');
  });
});

describe('what the browser is called in help', () => {
  const cases = [
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36', 'chrome', null],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0', 'edge', null],
    ['Mozilla/5.0 (iPhone) AppleWebKit/605 Version/17.0 Mobile/15E148 Safari/604.1', 'safari', null],
    ['Mozilla/5.0 (X11) Gecko/20100101 Firefox/127.0', 'firefox', null],
    ['Mozilla/5.0 (Linux; Android 12) Chrome/99 HuaweiBrowser/14.0 Mobile Safari/537.36', 'huawei', null],
    ['Mozilla/5.0 (Linux; Android 12) Chrome/107 XWEB/5023 MMWEBSDK MicroMessenger/8.0', 'chrome', 'wechat'],
    ['Mozilla/5.0 (iPhone) AppleWebKit/605 AlipayClient/10.5', 'other', 'alipay'],
    ['Mozilla/5.0 (Linux; Android 13; wv) Chrome/116 Mobile Safari/537.36 aweme_300100', 'chrome', 'douyin'],
    [
      'Mozilla/5.0 (Linux; Android 13; wv) Chrome/116 Mobile Safari/537.36 SomeBank/7.1',
      'chrome',
      'otherApp',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit/605 Mobile/15E148 SomeBank/7.1',
      'other',
      'otherApp',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit/605 CriOS/126 Mobile/15E148 Safari/604.1',
      'chrome',
      null,
    ],
    ['Mozilla/5.0 (Linux; Android 13) Chrome/101 Mobile Safari/537.36 VivoBrowser/19.1', 'vivo', null],
  ] as const;
  for (const [userAgent, name, app] of cases) {
    test(`${name}${app ? ` inside ${app}` : ''}`, () => {
      const facts = browserFacts(userAgent);
      assert.equal(facts.name, name);
      assert.equal(facts.app, app);
    });
  }
});

describe('the line above the picture', () => {
  const words = createWords('zh-CN', LOCALES['zh-CN']);

  test('while framing, what would help takes the place of the instruction', () => {
    assert.equal(liveLines(facePhases.FramingTooFar, words).main, words.text.hint.too_far);
    assert.equal(liveLines(facePhases.Framing, words).main, words.text.live.framing);
  });

  test('while an action is asked for, the instruction stays and the hint stands under it', () => {
    const { main, hint } = liveLines(facePhases.PromptHoldHint, words);
    assert.equal(main, words.text.action.hold_short);
    assert.equal(hint, words.text.hint.close_eyes_fully);
  });

  test('a framing hint that stands for a while is followed by better advice, though nothing else changes', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    let told = 0;
    const patience = new HintTimer(() => {
      told += 1;
    });
    patience.follow(facePhases.FramingTooFar);
    context.mock.timers.tick(5999);
    assert.equal(patience.stands, false);
    context.mock.timers.tick(1);
    assert.equal(patience.stands, true);
    assert.equal(told, 1);
    assert.equal(liveLines(facePhases.FramingTooFar, words, true).hint, words.text.hintMore.too_far);
    patience.follow(facePhases.Framing);
    assert.equal(patience.stands, false);
    patience.follow(facePhases.FramingTooFar);
    context.mock.timers.tick(5999);
    assert.equal(patience.stands, false);
  });

  test('after closed eyes that were not seen, what is said of glasses stands under it', () => {
    const { main, hint } = liveLines(facePhases.OnceMoreClosed, words);
    assert.equal(main, words.fill(words.text.live.onceMoreHint, { hint: words.text.hint.close_eyes }));
    assert.equal(hint, words.text.hintMore.close_eyes);
    assert.equal(liveLines(facePhases.OnceMoreSlowConnection, words).hint, null);
  });

  test('a hint that repeats the line is left out', () => {
    const holding = { ...facePhases.PromptHoldHint, state: 'holding', hint: 'keep_closed' } as const;
    assert.equal(liveLines(holding, words).hint, null);
    assert.equal(liveLines({ ...holding, state: 'returning', hint: 'open_eyes' }, words).hint, null);
  });

  test('the last movement is praised as the last', () => {
    assert.equal(liveLines(facePhases.PraiseLast, words).main, words.text.live.praiseLast);
  });
});
