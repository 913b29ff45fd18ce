import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstChoice, otherChoice } from '../../src/landmarks/engine-plan.ts';

const gpu = { renderer: 'ANGLE (Intel, Mesa Intel(R) UHD Graphics 620, OpenGL 4.6)' };

describe('which engine runs', () => {
  it('is WebGL on a real GPU, also when the browser hides its name', () => {
    assert.deepEqual(firstChoice('auto', gpu), { engine: 'webgl', reason: 'gpu' });
    assert.deepEqual(firstChoice('auto', { renderer: null }), { engine: 'webgl', reason: 'gpu' });
  });

  for (const renderer of [
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
    'llvmpipe (LLVM 15.0.6, 256 bits)',
    'ANGLE (Microsoft, Microsoft Basic Render Driver (0x0000008C) Direct3D11 vs_5_0 ps_5_0)',
  ]) {
    it(`is WASM on a software renderer: ${renderer.slice(0, 48)}`, () => {
      assert.deepEqual(firstChoice('auto', { renderer }), { engine: 'wasm', reason: 'software_renderer' });
    });
  }

  it('is WASM without WebGL', () => {
    assert.deepEqual(firstChoice('auto', null), { engine: 'wasm', reason: 'webgl_unavailable' });
  });

  it('is the one that was asked for, whatever the renderer', () => {
    assert.deepEqual(firstChoice('webgl', null), { engine: 'webgl', reason: 'requested' });
    assert.deepEqual(firstChoice('wasm', gpu), { engine: 'wasm', reason: 'requested' });
  });

  it('changes to the other one with the reason, but only when none was asked for', () => {
    const expected = { engine: 'wasm', reason: 'self_check_failed' };
    assert.deepEqual(otherChoice('auto', 'webgl', 'self_check_failed', gpu), expected);
    assert.equal(otherChoice('auto', 'webgl', 'unavailable', gpu)?.reason, 'webgl_unavailable');
    assert.equal(otherChoice('auto', 'webgl', 'timeout', gpu)?.reason, 'webgl_timeout');
    assert.deepEqual(otherChoice('auto', 'wasm', 'unavailable', gpu), {
      engine: 'webgl',
      reason: 'wasm_unavailable',
    });
    assert.equal(otherChoice('webgl', 'webgl', 'self_check_failed', gpu), null);
    assert.equal(otherChoice('auto', 'wasm', 'unavailable', null), null);
  });
});
