import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { discover } from '../../src/client/discover.ts';
import { DISCOVERY_PATH } from '../../src/protocol/discovery.ts';
import { DISCOVERY } from '../session/support/discovery.ts';
import { json, startTestBackend, type TestBackend } from './test-backend.ts';

const noticeOf = (origin: string) => ({
  id: 'face',
  version: '1',
  locale: 'zh-CN',
  title: 'Face',
  url: `${origin}/notices/face.txt`,
  sha256: 'A'.repeat(43),
  required_for: ['face_liveness'],
  given_by: 'subject',
});
const LINE = `GET ${DISCOVERY_PATH}`;

describe('discovery', () => {
  let backend: TestBackend;
  let other: TestBackend;

  before(async () => {
    [backend, other] = await Promise.all([startTestBackend(), startTestBackend()]);
  });
  after(() => Promise.all([backend.close(), other.close()]));
  beforeEach(() => {
    backend.on(LINE, json(backend.discovery));
  });

  it('reads what a backend says of itself and ignores what it does not know', async () => {
    backend.on(LINE, json({ ...backend.discovery, invented_later: { deep: true } }));
    const { issuer } = await discover(backend.url);
    assert.equal(issuer, backend.url);
    assert.equal((await discover(`${backend.url}/`)).issuer, backend.url);
  });

  it('does not believe a document of another issuer', async () => {
    backend.on(LINE, json(other.discovery));
    await assert.rejects(discover(backend.url), { code: 'discovery_invalid' });
  });

  it('does not follow to another origin', async () => {
    backend.on(LINE, (_, response) =>
      response.writeHead(302, { Location: `${other.url}${DISCOVERY_PATH}` }).end(),
    );
    other.on(LINE, json(backend.discovery));
    await assert.rejects(discover(backend.url), { code: 'discovery_invalid' });
  });

  it('follows within the origin', async () => {
    backend.on(LINE, (_, response) => response.writeHead(307, { Location: '/moved' }).end());
    backend.on('GET /moved', json(backend.discovery));
    assert.equal((await discover(backend.url)).issuer, backend.url);
  });

  it('finds a backend under a path by the path after the well-known one', async () => {
    const issuer = `${backend.url}/tenant`;
    backend.on(`${LINE}/tenant`, json({ ...backend.discovery, issuer }));
    assert.equal((await discover(issuer)).issuer, issuer);
  });

  it('wants https anywhere but on this computer', async () => {
    for (const url of [
      'http://backend.example',
      'ftp://127.0.0.1',
      'backend.example',
      'https://a.example/?b',
    ]) {
      await assert.rejects(discover(url), { code: 'configuration_invalid' });
    }
    const { notices } = backend.discovery;
    for (const wrong of [
      { api_base: 'http://backend.example/v1' },
      { jwks_uri: 'data:application/json,{}' },
      { authorization_servers: ['javascript:alert(1)'] },
      { notices: [{ ...noticeOf(backend.url), url: 'javascript:alert(1)' }, ...notices] },
    ]) {
      backend.on(LINE, json({ ...backend.discovery, ...wrong }));
      await assert.rejects(discover(backend.url), { code: 'discovery_invalid' });
    }
    backend.on(LINE, json({ ...backend.discovery, notices: [noticeOf(backend.url)] }));
    await discover(backend.url);
  });

  it('tells a page, an empty object and a missing document from a discovery document', async () => {
    backend.on(LINE, (_, response) => response.end('<!doctype html>'));
    await assert.rejects(discover(backend.url), { code: 'discovery_invalid' });
    backend.on(LINE, json({}));
    await assert.rejects(discover(backend.url), { code: 'discovery_invalid' });
    backend.on(LINE, json({ error: 'gone' }, 404));
    await assert.rejects(discover(backend.url), { code: 'discovery_invalid' });
  });

  it('bears actions of a live-face check that it does not know, and what else people may be spared', async () => {
    const named = { actions: ['hold_short', 'nod', 'stand_on_head'], without: ['head', 'hands'] };
    backend.on(LINE, json({ ...backend.discovery, liveness: { ...DISCOVERY.liveness, ...named } }));
    const { actions, without } = (await discover(backend.url)).liveness ?? {};
    assert.deepEqual({ actions, without }, named);
  });

  it("reads a document with a later version's word in every open list, and keeps the words", async () => {
    const { liveness } = DISCOVERY;
    const later = {
      ...backend.discovery,
      protocol_versions: ['1.1'],
      profiles: ['core', 'telepathy'],
      verification_methods: ['iris', 'document_review'],
      id_types: [...backend.discovery.id_types, { type: 'driving_licence', label: { 'zh-CN': '驾驶证' } }],
      age_rules: [{ under: 16, capture: 'three_photos' }],
      submission_signature_policy: 'all-of:[ES256,SGD_SM3_SM2]',
      liveness: { ...liveness, modes: ['batch'], frame: { ...liveness!.frame, mime: 'image/avif' } },
      notices: [{ ...noticeOf(backend.url), required_for: ['iris'], given_by: 'court' }],
      retention: { ...backend.discovery.retention, account: 'until_inherited', audit: 'while_needed' },
    };
    backend.on(LINE, json(later));
    assert.deepEqual(await discover(backend.url), later);
  });

  it('refuses a backend of another major version or without the core algorithms', async () => {
    for (const protocol_versions of [['2.0'], ['0.9', '10.0'], ['one', '1', '1.x'], []]) {
      backend.on(LINE, json({ ...backend.discovery, protocol_versions }));
      await assert.rejects(discover(backend.url), { code: 'unsupported_version' });
    }
    for (const lacking of [
      { submission_signing_alg_values_supported: ['SGD_SM3_SM2'] },
      { encryption_alg_values_supported: ['SGD_SM2_3'] },
      { encryption_enc_values_supported: ['SGD_SM4_GCM'] },
    ]) {
      backend.on(LINE, json({ ...backend.discovery, ...lacking }));
      await assert.rejects(discover(backend.url), { code: 'backend_unsupported' });
    }
    backend.on(LINE, json({ ...backend.discovery, protocol_versions: ['2.0', '1.3'] }));
    await discover(backend.url);
  });

  it('tells a backend that is not there', async () => {
    await assert.rejects(discover('http://127.0.0.1:9'), { code: 'network_unreachable', retryable: true });
  });

  it('ends when the caller cancels', async () => {
    await assert.rejects(discover(backend.url, { signal: AbortSignal.abort() }), { code: 'cancelled' });
  });
});
