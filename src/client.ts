/**
 * `family-auth/client`: the typed client alone, for Node and the browser. No element, no camera, no model.
 *
 * @module
 */
export * from './base/errors.ts';
export type { CallOptions, FamilyAuthClient, SealedPart } from './client/family-auth-client.ts';
export type { Application, Consent, CreateApplication, Reason, Status } from './protocol/application.ts';
export type { Card, CardCode, ServiceLink } from './protocol/card.ts';
export type { Discovery, Notice } from './protocol/discovery.ts';
export type { Me } from './protocol/me.ts';
export type { ProblemCode } from './protocol/problem.ts';
export type { Result } from './protocol/result.ts';
export type { Subject } from './protocol/subject.ts';
