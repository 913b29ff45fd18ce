import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OPERATIONS } from '@family-auth/library/protocol/operations.ts';
import Fastify, { type RouteOptions } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { api } from '../../src/api/api.ts';
import type { Backend } from '../../src/context/backend.ts';
import { settingsOf } from '../../src/context/settings.ts';
import type { App } from '../../src/http/app.ts';
import { limitAddresses } from '../../src/limits/rate-limit.ts';

interface Schemas {
  readonly body?: unknown;
  readonly response?: Readonly<Record<string, unknown>>;
}

/** The routes that the API registers; nothing is asked of them, so that no backend stands behind. */
async function registeredRoutes(): Promise<RouteOptions[]> {
  const settings = settingsOf({}, { portal: 8090, backend: 8091 });
  const secrets = { providerKey: { kty: 'EC' }, apiNonceKey: 'AAAA' };
  const app = Fastify() as unknown as App;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  await limitAddresses(app, settings);
  await app.register(api, { prefix: '/v1', backend: { settings, secrets } as unknown as Backend });
  await app.ready();
  return routes.filter(
    ({ method, url }) => !/HEAD|OPTIONS/.test(String(method)) && !url.endsWith('/openapi.json'),
  );
}

describe('the routes of the API', () => {
  it('are the operations of the protocol, by the same schemas', async () => {
    const routes = new Map(
      (await registeredRoutes()).map(({ method, url, schema }) => [
        `${method} ${url.replace('/v1', '').replace(/:\w+/g, ':')}`,
        (schema ?? {}) as Schemas,
      ]),
    );
    const operations = new Map(
      OPERATIONS.map((operation) => [
        `${operation.method} ${operation.path.replace(/\{\w+\}/g, ':')}`,
        operation,
      ]),
    );
    assert.deepEqual([...routes.keys()].sort(), [...operations.keys()].sort());
    for (const [name, { body, answers }] of operations) {
      const route = routes.get(name)!;
      assert.equal(route.body, typeof body === 'object' ? body : undefined, name);
      for (const [status, { schema }] of Object.entries(answers)) {
        if (schema) assert.equal(route.response?.[status], schema, `${name} ${status}`);
      }
      const answered = Object.keys(route.response ?? {});
      assert.deepEqual(
        answered.filter((status) => !(status in answers)),
        [],
        name,
      );
    }
  });
});
