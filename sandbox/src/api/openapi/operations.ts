import { PROBLEM_MEDIA_TYPE } from '@family-auth/library/protocol/problem.ts';
import type { RouteOptions } from 'fastify';
import { schemaOf } from './components.ts';

interface RouteSchemas {
  readonly body?: unknown;
  readonly params?: { readonly def?: { readonly shape?: Record<string, unknown> } };
  readonly response?: Readonly<Record<string, unknown>>;
}

/** Bodies that are not JSON of a schema: signed documents and encrypted parts. */
const SIGNED = { 'application/jose+json': { schema: { $ref: '#/components/schemas/GeneralJws' } } };
const SEALED = { 'application/jose': { schema: { type: 'string', description: 'Compact JWE.' } } };
const SIGNED_PATHS = /\/(submission|withdrawal|consent-withdrawal|unbinding|subject-links\/\{token\})$/;

/** The operations of the routes that were registered, by path and method. */
export function operationsOf(routes: readonly RouteOptions[]): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.url.replace(/^\/v1/, '').replace(/:(\w+)/g, '{$1}');
    for (const method of [route.method].flat().filter((each) => each !== 'HEAD' && each !== 'OPTIONS')) {
      paths[path] = {
        ...paths[path],
        [method.toLowerCase()]: operationOf(path, method, (route.schema ?? {}) as RouteSchemas),
      };
    }
  }
  return paths;
}

function operationOf(path: string, method: string, schemas: RouteSchemas) {
  const body = bodyOf(path, method, schemas);
  return {
    operationId: `${method.toLowerCase()}${path.replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/\W/g, '')}`,
    parameters: [...parametersOf(path, schemas), ...headersOf(path, method)],
    ...(body === undefined ? {} : { requestBody: { required: true, content: body } }),
    responses: {
      ...responsesOf(method, path, schemas),
      default: {
        description: 'A problem document (RFC 9457).',
        content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function bodyOf(path: string, method: string, { body }: RouteSchemas): Record<string, unknown> | undefined {
  if (body !== undefined) return { 'application/json': { schema: schemaOf(body) } };
  if (method === 'PUT') return SEALED;
  return SIGNED_PATHS.test(path) ? SIGNED : undefined;
}

const parametersOf = (path: string, { params }: RouteSchemas) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => {
    const schema = params?.def?.shape?.[name!];
    return {
      name,
      in: 'path',
      required: true,
      schema: schema === undefined ? { type: 'string' } : schemaOf(schema),
    };
  });

function headersOf(path: string, method: string) {
  const header = (name: string, required: boolean) => ({
    name,
    in: 'header',
    required,
    schema: { type: 'string' },
  });
  const headers = [header('DPoP', true)];
  if (method === 'PUT') headers.push(header('Content-Digest', true));
  if (method === 'POST' && /applications$|challenges$|appeal$/.test(path)) {
    headers.push(header('Idempotency-Key', path === '/applications'));
  }
  if (method === 'GET' && path === '/applications/{id}') headers.push(header('If-None-Match', false));
  return headers;
}

function responsesOf(method: string, path: string, { response }: RouteSchemas) {
  if (response === undefined) {
    return method === 'PUT'
      ? { 201: { description: 'Kept.' }, 204: { description: 'Held already.' } }
      : { 204: { description: `Done: ${path}` } };
  }
  return Object.fromEntries(
    Object.entries(response).map(([status, schema]) => [
      status,
      status === '304'
        ? { description: 'Nothing has changed.' }
        : { description: 'Done.', content: { 'application/json': { schema: schemaOf(schema) } } },
    ]),
  );
}
