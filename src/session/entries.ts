import type { CameraRequest } from '../camera/camera.ts';
import type { DocumentFault } from '../documents/check-document.ts';
import { type DetailsDraft, type DetailsErrors, EMPTY_DETAILS } from '../identity/details.ts';
import type { Consent, PhotoRequirement, PhotoRole } from '../protocol/application.ts';
import type { Without } from '../protocol/challenge.ts';
import type { Method } from '../protocol/common.ts';
import type { Subject } from '../protocol/subject.ts';

/** The subject, once their details can be right. */
export interface Person {
  readonly subject: Subject;
  readonly birthdate: string;
  readonly age: number;
  readonly nameRewritten: boolean;
}

/** A draft that the backend holds for these entries. */
export interface DraftApplication {
  readonly id: string;
  readonly relationship: string;
  readonly method: Method;
  readonly subjectSha256: string;
  readonly consents: readonly Consent[];
  readonly requirements: readonly PhotoRequirement[];
}

/**
 * Everything entered for one subject. Lives in memory for as long as the flow and nowhere else; survives going
 * back, log-ins, errors and retries.
 */
export interface Entries {
  details: DetailsDraft;
  readonly touched: Set<keyof DetailsDraft>;
  /** What the backend said against single entries; forgotten when the entry changes. */
  refused: DetailsErrors;
  person: Person | null;
  method: Method | null;
  /** By notice id: given so far. */
  readonly consents: Map<string, Consent>;
  readonly photos: Map<PhotoRole, Blob>;
  /** What may be wrong with one of them, until the person keeps it or takes another. */
  readonly doubts: Map<PhotoRole, DocumentFault>;
  /** Texts of notices fetched so far, by digest. */
  readonly texts: Map<string, string>;
  application: DraftApplication | null;
  /** A draft at the backend that is given up when the next one is made. */
  replaces: string | null;
  voice: boolean;
  /** What the person asked to be spared in the live-face check. */
  without: Without | null;
  facing: CameraRequest['facing'];
  deviceId: string | null;
}

export function newEntries(relationship = '', replaces: string | null = null): Entries {
  return {
    details: { ...EMPTY_DETAILS, relationship },
    touched: new Set(),
    refused: {},
    person: null,
    method: null,
    consents: new Map(),
    photos: new Map(),
    doubts: new Map(),
    texts: new Map(),
    application: null,
    replaces,
    voice: true,
    without: null,
    facing: 'user',
    deviceId: null,
  };
}

/** Another person, or a new start after a decision: what was agreed to and photographed does not carry over. */
export function forgetApplication(entries: Entries): void {
  if (entries.application) entries.replaces = entries.application.id;
  entries.application = null;
  entries.consents.clear();
  dropPhotos(entries);
  entries.without = null;
}

/** They are handed in, or belong to nothing any more. */
export function dropPhotos({ photos, doubts }: Entries): void {
  photos.clear();
  doubts.clear();
}

/** After a decision the application is closed; the next one begins without it. */
export function afterDecision(entries: Entries): void {
  forgetApplication(entries);
  entries.replaces = null;
}
