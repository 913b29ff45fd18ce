import document from '@family-auth/library/protocol/openapi.json' with { type: 'json' };
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** Under `api_base`, with `{names}`; discovery and keys stand at the issuer. */
  readonly path: string;
  /** Media type and JSON Schema of the body, where it takes one. */
  readonly body: { readonly mediaType: string; readonly schema: JsonSchema } | undefined;
}

/** As much of JSON Schema as the document uses. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

interface Described {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Readonly<Record<string, Answers>>;
}
interface Answers {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

const METHODS = ['get', 'post', 'put'] as const;
const paths = document.paths as unknown as Readonly<Record<string, Readonly<Record<string, Described>>>>;
const described = Object.entries(paths).flatMap(([path, item]) =>
  METHODS.flatMap((method) => (item[method] ? [{ path, method, operation: item[method] }] : [])),
);

/** Every operation of the OpenAPI document. */
export const OPERATIONS: readonly Operation[] = described.map(({ path, method, operation }) => {
  const [body] = Object.entries(operation.requestBody?.content ?? {});
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    body: body && { mediaType: body[0], schema: body[1].schema },
  };
});

const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
addFormats.default(ajv);
ajv.addSchema(document as JsonSchema, 'openapi');
const compiled = new Map<string, ValidateFunction>();

/** What a `$ref` of the document names. */
export function resolve(reference: string): JsonSchema {
  return reference
    .slice('#/'.length)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, name) => (at as JsonSchema)[name], document) as JsonSchema;
}

function validatorOf(pointer: string): ValidateFunction {
  const known = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi${pointer}` });
  compiled.set(pointer, known);
  return known;
}

const escaped = (name: string): string =>
  encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));

/** @returns what of an answer is not as the document says; `undefined` where all is. Never anything of the answer's content. */
export function breachOf(
  operationId: string,
  answer: { readonly status: number; readonly mediaType: string; readonly body: string },
): { readonly kind: 'undocumented_status' | 'schema'; readonly detail: string } | undefined {
  const found = described.find(({ operation }) => operation.operationId === operationId);
  if (found === undefined) throw new Error(`The document has no operation ${operationId}.`);
  const { responses } = found.operation;
  const name = [String(answer.status), `${Math.floor(answer.status / 100)}XX`].find(
    (each) => each in responses,
  );
  if (name === undefined) return { kind: 'undocumented_status', detail: String(answer.status) };
  const reference = responses[name]!.$ref;
  const content = (reference === undefined ? responses[name]! : (resolve(reference) as Answers)).content;
  if (content === undefined) {
    return answer.body === '' ? undefined : { kind: 'schema', detail: `a body where ${name} has none` };
  }
  if (!(answer.mediaType in content))
    return { kind: 'schema', detail: `media type ${answer.mediaType || 'none'}` };
  const at = reference ?? `#/paths/${escaped(found.path)}/${found.method}/responses/${name}`;
  const validate = validatorOf(`${at}/content/${escaped(answer.mediaType)}/schema`);
  if (validate(parsed(answer.body))) return undefined;
  const [error] = validate.errors ?? [];
  return {
    kind: 'schema',
    detail: `${error?.instancePath} ${error?.keyword} ${JSON.stringify(error?.params)}`,
  };
}

/** @returns what of a request's body is not as the document says; `undefined` where all is, or where it takes none. */
export function requestBreachOf(
  { id, body }: Operation,
  sent: { readonly mediaType: string; readonly body: string },
) {
  if (body === undefined) return sent.body === '' ? undefined : 'a body where none is taken';
  if (sent.mediaType !== body.mediaType) return `media type ${sent.mediaType || 'none'}`;
  if (body.mediaType === 'application/jose') return undefined;
  const { path, method } = described.find(({ operation }) => operation.operationId === id)!;
  const at = `#/paths/${escaped(path)}/${method}/requestBody/content/${escaped(body.mediaType)}/schema`;
  const validate = validatorOf(at);
  return validate(parsed(sent.body))
    ? undefined
    : `${validate.errors?.[0]?.instancePath} ${validate.errors?.[0]?.keyword}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
