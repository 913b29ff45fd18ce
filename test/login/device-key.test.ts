import { expect } from '@open-wc/testing';
import { type KeyValueStore, memoryStore, openKeyValueStore } from '../../src/base/key-value-store.ts';
import { openVault } from '../../src/login/vault.ts';
import { thumbprint } from '../../src/seal/keys.ts';

const DATABASE = 'family-auth-test';
const vault = async () => openVault(await openKeyValueStore(DATABASE), 'https://provider.example', 'portal');

describe('the device key', () => {
  afterEach(async () => (await vault()).clear());
  after(() => void indexedDB.deleteDatabase(DATABASE));

  it('is kept by the browser and cannot be taken out', async () => {
    expect((await openKeyValueStore(DATABASE)).persistent).to.equal(true);
    const made = await (await vault()).keyPair();
    const found = await (await vault()).keyPair();
    expect(await thumbprint(found.publicKey)).to.equal(await thumbprint(made.publicKey));
    const refusal = await crypto.subtle.exportKey('jwk', found.privateKey).catch((error) => error);
    expect(refusal.name).to.equal('InvalidAccessError');
    const bytes = new Uint8Array([1, 2, 3]);
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
    const signature = await crypto.subtle.sign(algorithm, found.privateKey, bytes);
    expect(await crypto.subtle.verify(algorithm, made.publicKey, signature, bytes)).to.equal(true);
  });

  it('lives with the page, and the tokens with it, where the browser keeps text but no keys', async () => {
    const textOnly: KeyValueStore = {
      ...memoryStore(),
      persistent: true,
      set: async (_, value) => {
        if (typeof value === 'object') throw new DOMException('no keys here', 'DataCloneError');
      },
    };
    const kept = openVault(textOnly, 'https://provider.example', 'portal');
    const made = await kept.keyPair();
    expect(await kept.keyPair()).to.equal(made);
    expect(await kept.persistent()).to.equal(false);
    await kept.write({ sub: 'operator-1', authTime: 1, refreshToken: 'refresh' });
    expect((await kept.read())?.refreshToken).to.equal('refresh');
  });

  it('is forgotten with log-out, and only that somebody logged out is remembered', async () => {
    const before = await (await vault()).keyPair();
    await (await vault()).write({ sub: 'operator-1', authTime: 1, refreshToken: 'refresh' });
    await (await vault()).clear();
    expect(await (await vault()).read()).to.equal(undefined);
    expect(await (await vault()).mustAsk()).to.equal(true);
    const after = await (await vault()).keyPair();
    expect(await thumbprint(after.publicKey)).not.to.equal(await thumbprint(before.publicKey));
  });
});
