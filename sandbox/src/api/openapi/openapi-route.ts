import type { RouteOptions } from 'fastify';
import type { Settings } from '../../server/settings.ts';
import type { App } from '../wire/app.ts';
import { componentSchemas } from './components.ts';
import { operationsOf } from './operations.ts';

/** Notes every route that is registered in a scope, to describe it. */
export function noteRoutes(app: App): readonly RouteOptions[] {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  return routes;
}

/** `GET /v1/openapi.json`: OpenAPI 3.1, made from the same schemas that the routes validate with. */
export function openapiRoute(app: App, settings: Settings, routes: readonly RouteOptions[]): void {
  let document: string | undefined;
  app.get('/openapi.json', (_, reply) => {
    document ??= JSON.stringify(openapiDocument(settings, routes));
    return reply
      .headers({ 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' })
      .type('application/json; charset=utf-8')
      .send(document);
  });
}

function openapiDocument({ apiBase, providerIssuer }: Settings, routes: readonly RouteOptions[]) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Family-card authentication protocol',
      version: '1.0.0',
      description: 'Reference backend. A test system: enter nothing real.',
    },
    servers: [{ url: apiBase }],
    security: [{ dpop: ['family:read', 'family:write'] }],
    paths: operationsOf(routes),
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        dpop: {
          type: 'openIdConnect',
          openIdConnectUrl: `${providerIssuer}/.well-known/openid-configuration`,
          description: 'Access tokens of the scheme DPoP (RFC 9449), with a nonce.',
        },
      },
    },
  };
}
