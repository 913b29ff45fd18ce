import { expect } from '@open-wc/testing';
import { checkSupport } from '../../src/session/support.ts';

/** Puts `value` in the place of a property of the browser's for the length of `work`. */
async function having<Result>(target: object, name: string, value: unknown, work: () => Promise<Result>) {
  const own = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true });
  try {
    return await work();
  } finally {
    delete (target as Record<string, unknown>)[name];
    if (own) Object.defineProperty(target, name, own);
  }
}
const notAllowed = () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));

describe('checkSupport', () => {
  it('finds nothing missing where there are a camera and an engine, and names the engine', async () => {
    const support = await checkSupport();
    expect(support.missing).to.deep.equal([]);
    expect(support).to.include({ supported: true, engine: 'wasm', inApp: null }); // the GPU of these tests is a CPU
    expect(support.cameras).to.be.greaterThan(0);
  });

  it('asks nobody for the camera, unless it is to', async () => {
    let asked = 0;
    const count = () => {
      asked += 1;
      return notAllowed();
    };
    const look = (prompt: boolean) =>
      having(navigator.mediaDevices, 'getUserMedia', count, () => checkSupport({ prompt }));
    expect((await look(false)).missing).to.deep.equal([]);
    expect(asked).to.equal(0);
    expect((await look(true)).missing).to.deep.equal([
      { feature: 'camera', code: 'camera_denied', neededFor: 'face_check' },
    ]);
    expect(asked).to.equal(1);
  });

  it('closes the camera that it opened', async () => {
    const opened: MediaStream[] = [];
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const keep = async (constraints: MediaStreamConstraints) => {
      opened.push(await real(constraints));
      return opened[0]!;
    };
    const { supported } = await having(navigator.mediaDevices, 'getUserMedia', keep, () =>
      checkSupport({ prompt: true }),
    );
    expect(supported).to.equal(true);
    expect(opened.flatMap((stream) => stream.getTracks()).map(({ readyState }) => readyState)).to.deep.equal([
      'ended',
    ]);
  });

  it('says that there is no camera, and that the other methods need none', async () => {
    const none = async () => [];
    const { supported, missing } = await having(navigator.mediaDevices, 'enumerateDevices', none, () =>
      checkSupport(),
    );
    expect(supported).to.equal(false);
    expect(missing).to.deep.equal([{ feature: 'camera', code: 'camera_not_found', neededFor: 'face_check' }]);
  });

  it('says of a page without HTTPS that nothing works there, once', async () => {
    const { missing } = await having(globalThis, 'isSecureContext', false, () =>
      checkSupport({ prompt: true }),
    );
    expect(missing).to.deep.equal([
      { feature: 'secure_context', code: 'camera_insecure_context', neededFor: 'everything' },
    ]);
  });

  it('says that a browser is too old, and that no engine runs', async () => {
    const old = await having(crypto, 'subtle', undefined, () => checkSupport());
    expect(old.missing).to.deep.equal([
      { feature: 'browser', code: 'browser_unsupported', neededFor: 'everything' },
    ]);
    const noWebgl = () => null;
    const bare = await having(OffscreenCanvas.prototype, 'getContext', noWebgl, () =>
      having(globalThis, 'WebAssembly', undefined, () => checkSupport()),
    );
    expect(bare.engine).to.equal(null);
    expect(bare.missing).to.deep.equal([
      { feature: 'engine', code: 'engine_unavailable', neededFor: 'face_check' },
    ]);
  });
});
