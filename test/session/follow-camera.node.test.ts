import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CameraSource } from '../../src/camera/camera.ts';
import { followCamera } from '../../src/session/create-flow.ts';

test('a camera source chosen while a flow is under way is used from the next opening on', async () => {
  const named = (deviceId: string): CameraSource => ({
    open: () => Promise.reject(new Error('not opened here')),
    list: async () => [{ deviceId, label: '' }],
  });
  let chosen = named('first');
  const source = followCamera(() => chosen);
  assert.equal((await source.list())[0]?.deviceId, 'first');
  chosen = named('second');
  assert.equal((await source.list())[0]?.deviceId, 'second');
});
