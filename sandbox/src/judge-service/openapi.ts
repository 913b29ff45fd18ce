import * as z from 'zod';
import { JudgementRequestSchema, JudgementResponseSchema } from './messages.ts';

const schemaOf = (schema: z.core.$ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...described } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
  });
  return described;
};

const PROBLEM = {
  type: 'object',
  required: ['type', 'code', 'status'],
  properties: {
    type: { type: 'string', description: 'Leads to a page about the code.' },
    code: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'For developers; never personal data.' },
    instance: { type: 'string', description: 'The request, for the log.' },
    errors: {
      type: 'array',
      description: 'Members at fault, by JSON pointer.',
      items: {
        type: 'object',
        required: ['pointer', 'code'],
        properties: { pointer: { type: 'string' }, code: { type: 'string' } },
      },
    },
    retryable: { type: 'boolean' },
  },
};

const refused = (description: string, headers?: Record<string, unknown>) => ({
  description,
  ...(headers && { headers }),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** The service's own OpenAPI 3.1 document, made of the schemas by which requests are read. */
export const openapiDocument = (address: string, hasSecret: boolean) => ({
  openapi: '3.1.0',
  info: {
    title: 'family-auth judge',
    version: '1.0.0',
    description:
      'Judges the opened evidence of one submission. Nothing is stored and nothing of a request is logged.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: address }],
  security: hasSecret ? [{ secret: [] }] : [],
  paths: {
    '/v1/judgements': {
      post: {
        operationId: 'judge',
        summary: 'Judge a submission',
        description:
          'The same evidence gives the same judgement each time on the same day: ages are counted by the date in China.',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/JudgementRequest' } } },
        },
        responses: {
          200: {
            description: 'The judgement.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Judgement' } } },
          },
          400: refused('`malformed`: not JSON, or not as the schema says; `errors` lists where.'),
          401: refused('`invalid_token`: not the shared secret.'),
          413: refused('`part_too_large`: more than 20 MiB.'),
          415: refused('`unsupported_media_type`'),
          500: refused('`internal`: nothing was judged.'),
          503: refused('`unavailable`: busy, or not judged in time; nothing was judged.', {
            'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } },
          }),
        },
      },
    },
  },
  components: {
    ...(hasSecret && { securitySchemes: { secret: { type: 'http', scheme: 'bearer' } } }),
    schemas: {
      JudgementRequest: schemaOf(JudgementRequestSchema, 'input'),
      Judgement: schemaOf(JudgementResponseSchema, 'output'),
      Problem: PROBLEM,
    },
  },
});
