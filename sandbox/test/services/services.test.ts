import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fastify } from 'fastify';
import { CARD_SERVICES } from '../../src/rules/card-services.ts';
import { relationships } from '../../src/rules/relationships.ts';
import { servicesPlugin } from '../../src/services/plugin.ts';
import type { DelegatedService } from '../../src/services/redeem.ts';

const TOKEN = 'a-token-of-enough-length';

/** A server with one link in it. */
async function serverWith(delegated: DelegatedService) {
  const links = new Map([[TOKEN, delegated]]);
  const app = fastify();
  await app.register(servicesPlugin, {
    relationships,
    redeem: async (token) => {
      const link = links.get(token);
      links.delete(token);
      return link;
    },
  });
  return app;
}

const LINK: DelegatedService = {
  service: 'insurance-record',
  cardRef: 'card-0001',
  boundBy: 'demo-portal',
  subjectName: '安*然',
  subjectNumber: '1****************4',
  relationship: 'child',
  operatorName: '安*<国>',
  operatorSub: 'operator-1',
};

test('a link opens a page once that says for whom and by whom, masked and marked as a test', async () => {
  await using app = await serverWith(LINK);
  const first = await app.inject({ url: `/services/${TOKEN}`, headers: { 'accept-language': 'zh-CN' } });
  assert.equal(first.statusCode, 200);
  for (const text of ['测试系统', '参保信息查询', '安*然', '1****************4', '子女', '安*&lt;国&gt;']) {
    assert.ok(first.body.includes(text), text);
  }
  const second = await app.inject({ url: `/services/${TOKEN}` });
  assert.equal(second.statusCode, 410);
  assert.ok(!second.body.includes('安*然'));
});

test('looking a link up without opening it does not use it up', async () => {
  await using app = await serverWith(LINK);
  assert.equal((await app.inject({ method: 'HEAD', url: `/services/${TOKEN}` })).statusCode, 404);
  assert.equal((await app.inject({ url: `/services/${TOKEN}` })).statusCode, 200);
});

test('every service has its page in both languages, without scripts and never stored', async () => {
  for (const { id, title } of CARD_SERVICES) {
    for (const language of ['zh-CN', 'en'] as const) {
      await using app = await serverWith({ ...LINK, service: id });
      const reply = await app.inject({
        url: `/services/${TOKEN}?lang=${language}`,
        headers: { 'accept-language': 'fr' },
      });
      assert.ok(reply.body.includes(title[language]));
      assert.ok(!reply.body.includes('<script'));
      assert.equal(reply.headers['cache-control'], 'no-store');
      assert.match(String(reply.headers['content-security-policy']), /default-src 'none'/);
    }
  }
});

test('a made-up token and a used one look the same', async () => {
  await using app = await serverWith(LINK);
  await app.inject({ url: `/services/${TOKEN}` });
  const bodies = await Promise.all(
    [`/services/${TOKEN}`, '/services/another-made-up-token', '/services/x'].map(async (url) => {
      const { statusCode, body } = await app.inject({ url });
      return `${statusCode} ${body}`;
    }),
  );
  assert.equal(new Set(bodies).size, 1);
});
