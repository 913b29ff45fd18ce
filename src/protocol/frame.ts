import * as z from 'zod/mini';
import { UrlSchema } from './common.ts';

/**
 * What the element in a portal's page and the page in its frame say to each other. The frame asks first, by `postMessage` to its
 * parent; the host answers with a port, and everything after goes through that. A message that does not match is passed over.
 */

/** Names these messages among all others that a window gets. */
const PROTOCOL = 'family-auth-frame';
/** Rises when an older side would misread a newer one. */
export const FRAME_VERSION = 1;

/** Frame → host, to any origin: it says nothing but that the page is there. */
export const FrameReadySchema = z.object({
  protocol: z.literal(PROTOCOL),
  type: z.literal('ready'),
  version: z.int(),
});
export const frameReady = (): z.infer<typeof FrameReadySchema> => ({
  protocol: PROTOCOL,
  type: 'ready',
  version: FRAME_VERSION,
});

const Code = z.string().check(z.regex(/^[a-z][a-z0-9_]{0,63}$/));
const Opaque = z.string().check(z.regex(/^[\w-]{1,128}$/));
const Jwt = z.string().check(z.regex(/^[\w-]+\.[\w-]+\.[\w-]+$/), z.maxLength(16_384));

/** How the page wishes the service to look and to begin. */
export const FrameSettingsSchema = z.object({
  lang: z.string().check(z.regex(/^[A-Za-z0-9-]{2,35}$/)),
  elder: z.boolean(),
  theme: z.enum(['auto', 'light', 'dark']),
  voice: z.optional(z.enum(['on', 'off'])),
  pace: z.enum(['standard', 'relaxed']),
  engine: z.enum(['auto', 'webgl', 'wasm']),
  /** CSS custom properties by name; the frame takes those it knows, where their value is one of its kind. */
  style: z.record(z.string(), z.string().check(z.maxLength(200))),
  /** Height of what the person sees of the host's page, CSS pixels. */
  viewportHeightPx: z.int().check(z.nonnegative()),
});
export type FrameSettings = z.infer<typeof FrameSettingsSchema>;

/** Host → frame, with a port: who embeds, and where a person comes back to after a log-in by redirect. */
export const FrameHelloSchema = z.object({
  protocol: z.literal(PROTOCOL),
  type: z.literal('hello'),
  version: z.literal(FRAME_VERSION),
  clientId: z.string().check(z.minLength(1), z.maxLength(256)),
  /** Of the host's own origin. */
  returnTo: UrlSchema,
  settings: FrameSettingsSchema,
  /** The query with which the provider sent the person back, where the page was opened by that. */
  callback: z.optional(z.string().check(z.maxLength(4096))),
});
export type FrameHello = z.infer<typeof FrameHelloSchema>;
export const frameHello = (hello: Omit<FrameHello, 'protocol' | 'type' | 'version'>): FrameHello => ({
  protocol: PROTOCOL,
  type: 'hello',
  version: FRAME_VERSION,
  ...hello,
});

/** A phase as a page is told of it; codes and opaque references, each of a form in which nothing else can hide. */
export const FramePhaseSchema = z.object({
  kind: Code,
  testSystem: z.boolean(),
  stage: z.nullable(Code),
  applicationId: z.optional(Opaque),
  action: z.optional(Code),
  state: z.optional(Code),
  hint: z.optional(z.nullable(Code)),
  code: z.optional(Code),
  actions: z.optional(z.array(Code)),
  status: z.optional(Code),
  reason: z.optional(Code),
  result: z.optional(Jwt),
  cardRef: z.optional(Opaque),
  offline: z.optional(z.boolean()),
  methods: z.optional(z.array(Code)),
});
export type FramePhase = z.infer<typeof FramePhaseSchema>;

/** Frame → host, through the port. */
export const FromFrameSchema = z.discriminatedUnion('type', [
  /** The frame has taken the host's word and runs a flow. */
  z.object({ type: z.literal('accepted') }),
  z.object({ type: z.literal('refused'), code: z.enum(['origin_not_allowed', 'configuration_invalid']) }),
  z.object({ type: z.literal('phase'), phase: FramePhaseSchema }),
  /** How high the frame's page is, CSS pixels. */
  z.object({ type: z.literal('height'), heightPx: z.int().check(z.nonnegative(), z.maximum(20_000)) }),
  /** Whether the frame asks for the whole window: the camera is open, or something of the host's covers it. */
  z.object({ type: z.literal('expand'), why: z.nullable(z.enum(['camera', 'covered'])) }),
  /** Leads the whole window to the provider. */
  z.object({ type: z.literal('navigate'), url: UrlSchema }),
]);
export type FromFrame = z.infer<typeof FromFrameSchema>;

/** Host → frame, through the port. */
export const ToFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('settings'), settings: FrameSettingsSchema }),
]);
export type ToFrame = z.infer<typeof ToFrameSchema>;
