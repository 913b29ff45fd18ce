import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Subject } from '@family-auth/library/protocol/subject.ts';
import { type PlantedSubject, type TestTenant, TestTenantSchema } from './test-tenant.ts';

/** What a log-in by script is asked for. */
export interface LogInRequest {
  /** The provider's authorization endpoint, with `client_id` and `request_uri`. */
  readonly url: URL;
  /** Name of one of the tenant's accounts. */
  readonly account: string;
  /** Where the provider sends the browser back to; nothing listens there. */
  readonly redirectUri: string;
}

/**
 * What the kit asks of a backend's makers, as docs/protocol/test-tenant.md has it: who is planted there, a log-in by script, and
 * what cannot be seen over the protocol. Only `tenant` and `logIn` are needed; where another is missing, the checks that need it are
 * skipped and say so.
 */
export interface Adapter {
  /** Who and what is planted in the test tenant. */
  readonly tenant: TestTenant;
  /**
   * Opens the address as a browser would, logs the account in, and answers the address under `redirectUri` that the provider leads
   * to at last, with its parameters. It must not open that address.
   */
  logIn(request: LogInRequest): Promise<URL>;
  /** Does at once what the backend does by itself when terms are over: lapsed drafts end, evidence goes, receipts are written. */
  cleanUp?(): Promise<void>;
  /** Replaces the keys by which the backend signs and to which is sealed, as its operator would. */
  rotateKeys?(): Promise<void>;
  /** How many pieces of evidence of an application are still kept, anywhere. */
  evidenceLeft?(application: string): Promise<number>;
  /** Decides on an application under review as the staff would, at once and for good. */
  decide?(application: string, decision: 'approve' | 'reject'): Promise<void>;
  /** All that was sent, words and links, to the contact that the register holds of a subject, whoever asked for it. */
  messages?(subject: Subject): Promise<readonly string[]>;
  /** Ends the link of which a message tells, as its reader would who has no account. @throws Error where that cannot be done. */
  endLink?(message: string, subject: Subject): Promise<void>;
  /** All that the backend has logged since its start. */
  log?(): Promise<string>;
  /** Asks a second node of the same backend: `api_base` there. */
  secondNode?(): Promise<string>;
  /**
   * Registers an adult of an invented name whose registered photo this is (a JPEG of a rendered person): alive, with a card in order
   * and a contact; somebody else each time. The relationship fits every account.
   */
  enrol?(photo: Uint8Array): Promise<PlantedSubject>;
  /** Makes the next answer under `api_base` a fault of the backend's own (500). */
  failOnce?(): Promise<void>;
}

/** What an adapter module exports as its default. */
export type MakeAdapter = (options: { readonly backend: string }) => Promise<Adapter> | Adapter;

/**
 * Loads an adapter module (JavaScript, or TypeScript that Node can read).
 *
 * @throws Error with one line for a person.
 */
export async function loadAdapter(file: string, backend: string): Promise<Adapter> {
  const module = (await import(pathToFileURL(resolve(file)).href)) as { default?: MakeAdapter };
  if (typeof module.default !== 'function')
    throw new Error(`${file} has no default export that makes an adapter.`);
  const adapter = await module.default({ backend });
  const tenant = TestTenantSchema.safeParse(adapter.tenant);
  if (!tenant.success) {
    const [issue] = tenant.error.issues;
    throw new Error(`The tenant of ${file} is wrong at /${issue?.path.join('/')}: ${issue?.message}.`);
  }
  if (typeof adapter.logIn !== 'function') throw new Error(`The adapter of ${file} has no logIn.`);
  return adapter;
}
