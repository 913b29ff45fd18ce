import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { standing } from '../kinds.mjs';
import { passFace } from '../pass-face.mjs';
import { passStep } from '../pass-step.mjs';

const ENTERED = { name: '贝远航', consents: { face: true }, photos: { portrait: 'digest' } };
const step = { phase: 'details', next: ['consent'], act: async () => {} };

/** A tab on whose screens stand `held`, one phase after the other. */
function tabWith(held: object, { kinds = ['consent'], cameraOn = false, entered = ENTERED as object } = {}) {
  const coming = kinds.map((kind) => ({ kind, code: kind === 'problem' ? 'camera_ended' : undefined }));
  let current = coming[0]!;
  return {
    entered,
    untyped: [],
    photograph: async () => {},
    sandbox: { inspect: async () => ({ reason: 'liveness_failed', refusedBy: 'trace' }) },
    page: {
      bringToFront: async () => {},
      evaluate: async (_work: unknown, given?: string[] | object) => {
        if (!Array.isArray(given)) return held; // else the kinds that are shown in front of the camera
        return cameraOn ? current.kind : null;
      },
    },
    element: { root: { locator: () => ({ first: () => ({ click: async () => {} }) }) } },
    phases: {
      current: () => current,
      change: async () => {
        current = coming.shift()!;
        return current;
      },
    },
  };
}

test('a step that arrives with everything in place is a finished row', async () => {
  const row = await passStep(tabWith(ENTERED), step, standing('fault'));
  assert.deepEqual([row.ok, row.outcome, row.entriesKept], [true, 'finished', true]);
});

test('before anything was entered there is nothing to keep, and the row says so', async () => {
  const row = await passStep(tabWith({}, { entered: {} }), step, standing('fault'));
  assert.deepEqual([row.ok, row.entriesKept], [true, 'nothing to keep']);
});

for (const [what, held] of [
  ['a name', { ...ENTERED, name: '' }],
  ['a tick', { ...ENTERED, consents: { face: false } }],
  ['a photo', { ...ENTERED, photos: { portrait: null } }],
] as const)
  test(`a step that lost ${what} fails its row`, async () => {
    const row = await passStep(tabWith(held), step, standing('fault'));
    assert.deepEqual([row.ok, row.entriesKept], [false, false]);
    assert.match(row.why!, /^lost: /);
  });

test('entries that no screen shows are not said to be kept', async () => {
  const row = await passStep(tabWith({}), step, standing('fault'));
  assert.deepEqual([row.ok, row.entriesKept], [false, 'on no screen']);
});

test('where entries must be gone, one that outlived the page fails the row', async () => {
  const rows = await Promise.all(
    [{ name: '' }, ENTERED].map((held) =>
      passStep(tabWith(held), step, standing('reload'), { typedAnew: true }),
    ),
  );
  assert.deepEqual(
    rows.map(({ ok }) => ok),
    [true, false],
  );
});

test('a code that must stand on the screen and did not fails the row', async () => {
  const row = await passStep(tabWith(ENTERED), step, { ...standing('fault'), shows: 'camera_denied' });
  assert.deepEqual([row.ok, row.why], [false, 'camera_denied was not shown']);
});

test('a camera that is left on fails the row', async () => {
  const row = await passStep(tabWith(ENTERED, { cameraOn: true }), step, standing('fault'));
  assert.deepEqual([row.ok, row.why], [false, 'the camera is on while the element shows consent']);
});

test('what went wrong while acting stands beside why the row failed', async () => {
  const act = async () => {
    throw new Error('no such button');
  };
  const row = await passStep(tabWith({ name: '' }), { ...step, act }, standing('fault'));
  assert.equal(row.why, 'lost: name; while acting: no such button');
});

test('a face flow has finished when it is approved, not when it waits', async () => {
  for (const [end, ok] of [
    ['approved', true],
    ['rejected', false],
  ] as const) {
    const tab = tabWith(ENTERED, { kinds: ['sending', 'waiting', end] });
    const [row] = await passFace(tab, [['sending', standing('fault')]]);
    assert.equal(row!.ok, ok, end);
  }
});

for (const [when, kinds] of [
  ['before any fault', ['problem', 'sending', 'waiting', 'approved']],
  ['during a fault', ['sending', 'problem', 'waiting', 'approved']],
  ['after all faults', ['sending', 'waiting', 'problem', 'waiting', 'approved']],
] as const)
  test(`a problem in a face flow that comes ${when} is told`, async () => {
    const [row] = await passFace(tabWith(ENTERED, { kinds: [...kinds] }), [['sending', standing('fault')]]);
    assert.deepEqual([row!.ok, row!.shown], [true, ['camera_ended']]);
  });

test('a face flow that was approved without the code that must be shown fails its row', async () => {
  const tab = tabWith(ENTERED, { kinds: ['sending', 'waiting', 'approved'] });
  const [row] = await passFace(tab, [['sending', { ...standing('fault'), shows: 'camera_ended' }]]);
  assert.deepEqual([row!.ok, row!.why], [false, 'camera_ended was not shown']);
});

const faults = fileURLToPath(new URL('../../faults.mjs', import.meta.url));
for (const wrong of [
  ['--lang', 'xx'],
  ['--only', 'zzz'],
])
  test(`npm run faults -- ${wrong.join(' ')} is a wrong command`, () => {
    assert.equal(spawnSync(process.execPath, [faults, ...wrong]).status, 2);
  });
