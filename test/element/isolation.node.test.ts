import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isSameSite } from '../../src/element/configuration.ts';
import { safeStyle } from '../../src/frame/style.ts';
import { channelsOf, contrast } from '../../src/framed/legible.ts';
import { returnToOf, stateWith, withAnswer } from '../../src/login/top-window.ts';
import { FrameHelloSchema, FromFrameSchema } from '../../src/protocol/frame.ts';
import { publicPhase } from '../../src/session/public-phase.ts';
import { allPhases } from '../../stories/phases.ts';

const site = (page: string, backend: string) => isSameSite(new URL(page), new URL(backend));

describe('page and backend are of one site', () => {
  test('on one host, and where one is below the other', () => {
    assert.ok(site('https://gov.example/', 'https://gov.example:8443/'));
    assert.ok(site('https://gov.example/', 'https://ss.gov.example/'));
    assert.ok(site('https://cards.ss.gov.example/', 'https://ss.gov.example/'));
  });

  test('not side by side, not over two schemes, not by an ending alone', () => {
    assert.ok(!site('https://a.pages.example/', 'https://b.pages.example/'));
    assert.ok(!site('http://localhost:8090/', 'http://127.0.0.1:8091/'));
    assert.ok(!site('http://gov.example/', 'https://gov.example/'));
    assert.ok(!site('https://evil-gov.example/', 'https://gov.example/'));
  });
});

describe('what crosses into a frame', () => {
  test('of the look: colours, lengths and typefaces, each in its own property', () => {
    const style = {
      '--family-auth-primary': ' #004488 ',
      '--family-auth-radius': '4px',
      '--family-auth-font': "Inter, 'Noto Sans'",
    };
    assert.deepEqual(safeStyle(style), { ...style, '--family-auth-primary': '#004488' });
  });

  test('nothing that loads, hides, computes or is not known', () => {
    const hostile = {
      '--family-auth-surface': 'url(https://evil.example/x)',
      '--family-auth-text': '#ffffff00',
      '--family-auth-line': 'rgba(0, 0, 0, 0)',
      '--family-auth-danger': 'hsl(0 0% 0%)',
      '--family-auth-primary': 'var(--x)',
      '--family-auth-on-primary': 'transparent',
      '--family-auth-radius': '4000px',
      '--family-auth-font': 'a; background: url(x)',
      '--family-auth-min-block-size': 'calc(1px)',
      '--_surface': '#000000',
      color: '#000000',
      constructor: '#000000',
    };
    assert.deepEqual(safeStyle(hostile), {});
  });

  test('contrast is that of WCAG, and what is no plain colour has none', () => {
    const of = (a: string, b: string) => Math.round(contrast(channelsOf(a), channelsOf(b)) * 100) / 100;
    assert.equal(of('#000', '#ffffff'), 21);
    assert.equal(of('rgb(119, 119, 119)', '#fff'), 4.48);
    assert.equal(of('#00564d', '#00564d'), 1);
    assert.equal(of('#000', 'transparent'), 1);
  });

  test('a hello of another version, with a lie about where it is from, or without a client is none', () => {
    const settings = {
      lang: 'en',
      elder: false,
      theme: 'auto',
      pace: 'standard',
      engine: 'auto',
      style: {},
      viewportHeightPx: 800,
    };
    const hello = {
      protocol: 'family-auth-frame',
      type: 'hello',
      version: 1,
      clientId: 'demo',
      returnTo: 'https://bank.example/',
      settings,
    };
    assert.ok(FrameHelloSchema.safeParse(hello).success);
    for (const wrong of [
      { version: 2 },
      { clientId: '' },
      { returnTo: 'javascript:alert(1)' },
      { settings: { ...settings, lang: '<b>' } },
    ]) {
      assert.ok(!FrameHelloSchema.safeParse({ ...hello, ...wrong }).success, JSON.stringify(wrong));
    }
  });
});

describe('what comes out of a frame', () => {
  test('every phase as a page is told of it, unchanged', () => {
    for (const [name, phase] of Object.entries(allPhases)) {
      const told = JSON.parse(JSON.stringify(publicPhase(phase)));
      const message = FromFrameSchema.safeParse({ type: 'phase', phase: told });
      assert.deepEqual(message.data, { type: 'phase', phase: told }, name);
    }
  });

  test('no sentence, name or number in the place of a code, and no field that is not known', () => {
    const phase = { kind: 'consent', testSystem: true, stage: 'details' };
    for (const wrong of [
      { code: '李小华' },
      { kind: 'A name' },
      { applicationId: 'a b' },
      { result: 'not a JWT' },
    ]) {
      assert.ok(
        !FromFrameSchema.safeParse({ type: 'phase', phase: { ...phase, ...wrong } }).success,
        JSON.stringify(wrong),
      );
    }
    const more = FromFrameSchema.parse({ type: 'phase', phase: { ...phase, subjectName: '李小华' } });
    assert.deepEqual(more, { type: 'phase', phase });
  });
});

describe('a log-in that leads the whole window away', () => {
  const portals = ['https://bank.example'];

  test('comes back to a registered page, with the answer in the fragment and what stood there beside it', () => {
    const page = returnToOf(stateWith('random', 'https://bank.example/cards?x=1#list'), portals);
    const back = withAnswer(page!, '?code=c&state=s');
    assert.equal(back.search, '?x=1');
    const fragment = new URLSearchParams(back.hash.slice(1));
    assert.deepEqual(
      [fragment.get('family-auth-callback'), fragment.get('hash')],
      ['?code=c&state=s', '#list'],
    );
  });

  test('goes nowhere else', () => {
    for (const state of [
      'random',
      'random.',
      stateWith('random', 'https://evil.example/'),
      stateWith('random', 'https://bank.example.evil.example/'),
      stateWith('random', 'javascript:alert(1)'),
      stateWith('random', 'http://bank.example/'),
    ]) {
      assert.equal(returnToOf(state, portals), null, state);
    }
  });
});
