import * as application from '@family-auth/library/protocol/application.ts';
import * as card from '@family-auth/library/protocol/card.ts';
import * as challenge from '@family-auth/library/protocol/challenge.ts';
import {
  DeletionReceiptSchema,
  DeletionReceiptsResponseSchema,
} from '@family-auth/library/protocol/deletion-receipt.ts';
import { DiscoverySchema } from '@family-auth/library/protocol/discovery.ts';
import { MeSchema } from '@family-auth/library/protocol/me.ts';
import { PROBLEM_MEDIA_TYPE, ProblemSchema } from '@family-auth/library/protocol/problem.ts';
import { ResultResponseSchema, ResultSchema } from '@family-auth/library/protocol/result.ts';
import { SubjectSchema } from '@family-auth/library/protocol/subject.ts';
import {
  AppointmentSchema,
  SubjectLinkSchema,
  SubjectRequestSchema,
} from '@family-auth/library/protocol/subject-request.ts';
import * as submission from '@family-auth/library/protocol/submission.ts';
import type { RouteOptions } from 'fastify';
import * as z from 'zod/mini';
import type { Settings } from '../context/settings.ts';
import type { App } from '../http/app.ts';

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
function operationsOf(routes: readonly RouteOptions[]): Record<string, Record<string, unknown>> {
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

/** Every message of the protocol that has a name of its own in the OpenAPI document. */
const named: Readonly<Record<string, z.ZodMiniType>> = {
  Appeal: application.AppealSchema,
  Application: application.ApplicationSchema,
  Appointment: AppointmentSchema,
  Card: card.CardSchema,
  CardCode: card.CardCodeSchema,
  Cards: card.CardsResponseSchema,
  Challenge: challenge.ChallengeSchema,
  ChallengeRequest: challenge.ChallengeRequestSchema,
  Consent: application.ConsentSchema,
  CreateApplication: application.CreateApplicationSchema,
  DeletionReceipt: DeletionReceiptSchema,
  DeletionReceipts: DeletionReceiptsResponseSchema,
  Discovery: DiscoverySchema,
  GeneralJws: submission.GeneralJwsSchema,
  Intent: submission.IntentSchema,
  Me: MeSchema,
  PartHeader: submission.PartHeaderSchema,
  Problem: ProblemSchema,
  ReceiptClaims: challenge.ReceiptClaimsSchema,
  ReceivedParts: submission.ReceivedPartsSchema,
  Result: ResultSchema,
  ResultResponse: ResultResponseSchema,
  ServiceLink: card.ServiceLinkSchema,
  Step: challenge.StepSchema,
  StepCommit: challenge.StepCommitSchema,
  StepReceipt: challenge.StepReceiptSchema,
  Subject: SubjectSchema,
  SubjectLink: SubjectLinkSchema,
  SubjectRequest: SubjectRequestSchema,
  Submission: submission.SubmissionSchema,
  SwapRequest: challenge.SwapRequestSchema,
  SwapResponse: challenge.SwapResponseSchema,
};

type JsonSchema = Record<string, unknown>;

/** `components.schemas`: what a receiver accepts, so that fields yet unknown are no fault. */
function componentSchemas(): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema as JsonSchema)]));
}

/** A reference to a named schema, or the schema itself. */
function schemaOf(schema: unknown): JsonSchema {
  const name = Object.keys(named).find((key) => named[key] === schema);
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
  return bare(z.toJSONSchema(schema as z.ZodMiniType, { io: 'input' }) as JsonSchema);
}

/** Inside an OpenAPI document the dialect is given and `$id` would start a document of its own. */
function bare({ $schema: _, $id: __, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
