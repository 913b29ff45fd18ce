import type { FamilyAuthClient } from '../../src/client/family-auth-client.ts';
import type { Discovery } from '../../src/protocol/discovery.ts';
import type { TestBackend } from './test-backend.ts';

/** A client before a backend that lies. */
export interface Stand {
  readonly backend: TestBackend;
  readonly client: FamilyAuthClient;
  /** Asks for the discovery document, as a page does first of all. */
  readonly discover: () => Promise<Discovery>;
  /** Logs somebody in by a program, who does nothing at the provider's pages. */
  readonly logIn: () => Promise<unknown>;
  /** How often a line (`GET /v1/me`) was asked. */
  readonly asked: (line: string) => number;
}

/** One way in which a backend is not what the protocol says: hostile, broken, or newer than the client. */
export interface Lie {
  /** What the backend does, to follow "a backend that …". */
  readonly does: string;
  tell(backend: TestBackend): void | Promise<void>;
  ask(stand: Stand): Promise<unknown>;
  /** The code of the error in which it ends; or what holds of the answer with which the client goes on. */
  readonly ends: string | ((answer: unknown, stand: Stand) => void);
  /** The time it takes is a test clock's: it runs once the backend was asked. */
  readonly slow?: true;
}

/** A lie of known shape; keeps the type of a module's default export in one place. */
export const lie = (told: Lie): Lie => told;
