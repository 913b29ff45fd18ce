import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CameraSource } from '../../src/camera/camera.ts';
import { followCamera } from '../../src/session/create-flow.ts';

const named = (deviceId: string): CameraSource => ({
  open: () => Promise.reject(new Error('not opened here')),
  list: async () => [{ deviceId, label: '' }],
});

test('a camera source chosen while a flow is under way is used from the next opening on', async () => {
  let chosen = named('first');
  const source = followCamera(
    () => chosen,
    () => true,
  );
  assert.equal((await source.list())[0]?.deviceId, 'first');
  chosen = named('second');
  assert.equal((await source.list())[0]?.deviceId, 'second');
});

test('with a backend that is no test system the device is used, and the console says so', async (t) => {
  const warn = t.mock.method(console, 'warn', () => {});
  const source = followCamera(
    () => named('injected'),
    () => false,
  );
  const listed = await source.list().catch(() => []);
  assert.ok(listed.every(({ deviceId }) => deviceId !== 'injected'));
  assert.match(String(warn.mock.calls[0]?.arguments[0]), /`cameraSource` is ignored/);
});
