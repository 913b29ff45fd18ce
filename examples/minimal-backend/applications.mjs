/** Applications, parts, submission, decision, cards. All of it in memory. */
import { randomBytes } from 'node:crypto';
import { GUARDIAN_LINE, ISSUER_NAME, RELATIONSHIPS, term } from './discovery.mjs';
import { digest, openPart, openSigned, openSubject, shaped, sign } from './documents.mjs';
import { ACCOUNTS, age, checkSubject, maskName, maskNumber, REGISTER } from './people.mjs';
import { must } from './problem.mjs';

const UNDECIDED = ['draft', 'submitted', 'processing', 'manual_review'];
const ROLES = [
  { role: 'id_document', required: true },
  { role: 'social_security_card', required: false },
];
const PICTURES = ['image/jpeg', 'image/png', 'image/webp'];
const newId = () => randomBytes(16).toString('base64url');
const iso = (ms = Date.now()) => new Date(ms).toISOString();
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const pick = (item, names) => Object.fromEntries(names.map((name) => [name, item[name]]));
/** Whether two lists hold the same, as far as `names` go, in whatever order. */
const sameList = (one, other, names) =>
  same(...[one, other].map((list) => list.map((item) => JSON.stringify(pick(item, names))).sort()));
const personOf = ({ id }) => `${id.type} ${id.country} ${id.number}`;

export function makeApplications(b) {
  const apps = new Map();
  const cards = new Map();

  const isBound = (app) => app.cardRef && cards.get(app.cardRef).status === 'active';
  const appealable = (app) => app.status === 'rejected' && !app.appealed && Date.now() < app.decidedAt + term('face_frames').ms;
  const view = (app) => ({
    ...{ id: app.id, status: app.status, version: app.version, updated_at: iso(app.updatedAt) },
    ...(app.expiresAt ? { expires_at: iso(app.expiresAt) } : {}),
    ...{ method: app.method, relationship: app.relationship },
    subject_name: app.subject ? maskName(app.subject.name) : '*',
    ...(app.status === 'draft' ? { requirements: ROLES } : {}),
    ...(app.reason ? { reason: app.reason } : {}),
    retryable: ['rejected', 'expired', 'withdrawn'].includes(app.status) && app.reason !== 'policy',
    appealable: appealable(app),
    ...(app.status === 'approved' ? { card_ref: app.cardRef } : {}),
  });
  /** An answer about an application: `ETag`, and `Retry-After` while it may change by itself (C76). */
  function answer(app, status, more = {}) {
    const body = view(app);
    const wait = UNDECIDED.indexOf(app.status) > 0 ? { 'Retry-After': app.status === 'manual_review' ? '5' : '1' } : {};
    return { status, body, headers: { ETag: `"${digest(JSON.stringify(body)).slice(0, 22)}"`, ...wait, ...more } };
  }

  function move(app, status, more = {}) {
    Object.assign(
      app,
      { status, version: app.version + 1, updatedAt: Date.now(), expiresAt: undefined, reason: undefined },
      more,
    );
    if (!UNDECIDED.includes(status)) app.decidedAt = app.updatedAt;
  }
  function deleted(app, cause, kind, count, termName) {
    const claims = {
      iss: b.issuer,
      aud: app.client,
      sub: app.id,
      jti: newId(),
      cause,
      deleted_at: iso(),
      deleted: [{ kind, count }],
    };
    const signed = () =>
      sign(b.keys, 'fap-deletion-receipt+jwt', { ...claims, ...(termName ? { term: term(termName).iso } : {}) });
    if (count > 0) app.receipts.push(signed());
  }
  function dropParts(app, cause, termName) {
    deleted(app, cause, 'photos', app.parts.size, termName);
    app.parts.clear();
  }
  function end(app, status, cause, more = {}, termName = undefined) {
    move(app, status, more);
    dropParts(app, cause, termName);
  }
  /** Brings an application to where the clock says it is (C55, C109, C80). */
  function settle(app) {
    const now = Date.now();
    if (app.expiresAt <= now && app.status === 'draft') end(app, 'expired', 'draft_ended');
    else if (app.expiresAt <= now) end(app, 'expired', 'review_deadline', { reason: 'review_expired' }, 'review');
    if (app.status === 'rejected' && now >= app.decidedAt + term('face_frames').ms)
      dropParts(app, 'appeal_window', 'face_frames');
    const kept = app.submission ? 'decision' : 'draft';
    if (app.subject && !UNDECIDED.includes(app.status) && !isBound(app) && now >= app.decidedAt + term(kept).ms) {
      Object.assign(app, { subject: undefined, person: undefined });
      deleted(app, 'term', 'particulars', 1, kept);
    }
    return app;
  }
  const all = () => [...apps.values()].map(settle);

  /** The application of whoever asks; anybody else's is none (C53). */
  function own(who, id, things = apps) {
    const one = things.get(id);
    must(one && one.sub === who.sub && one.client === who.client, 'not_found', 'no such application or card');
    return things === apps ? settle(one) : one;
  }

  /** Submitted → processing → what the register's entry says, of some after a while in review. Whatever fails in between, the timer of `sweep` asks again (C99). */
  function judge(app) {
    if (app.status === 'submitted') return move(app, 'processing');
    if (app.status !== 'processing' && app.status !== 'manual_review') return;
    const { sub, client, relationship, subject, person } = app;
    const entry = REGISTER.find(({ name, number }) => name === subject.name && number === subject.id.number);
    if (app.status === 'processing' && entry?.review)
      return move(app, 'manual_review', { expiresAt: Date.now() + term('review').ms });
    if (app.status === 'manual_review' && Date.now() < app.updatedAt + 1000 * (entry?.review ?? 3)) return;
    const twice = all().some((one) => one.sub === sub && one.person === person && isBound(one)) ? 'duplicate' : undefined;
    const reason = entry ? (entry.reason ?? twice) : 'identity_mismatch'; // an unknown number and a wrong name alike (C78)
    if (reason) return move(app, 'rejected', { reason });
    app.cardRef = newId();
    cards.set(app.cardRef, {
      ref: app.cardRef,
      sub,
      client,
      relationship,
      subject,
      person,
      status: 'active',
      boundAt: Date.now(),
    });
    end(app, 'approved', 'approved');
  }
  function left(sub, except) {
    const taken = [...cards.values()].filter((card) => card.sub === sub && card.status === 'active');
    taken.push(...all().filter((app) => app.sub === sub && UNDECIDED.includes(app.status) && app !== except));
    const of = (code, most) => Math.max(0, most - taken.filter(({ relationship }) => relationship === code).length);
    const limited = RELATIONSHIPS.filter(({ max_count: most }) => most).map(({ code, max_count: most }) => [
      code,
      of(code, most),
    ]);
    return {
      relatives_left: Math.max(0, b.limits.relatives_max - taken.length),
      relatives_left_by_relationship: Object.fromEntries(limited),
    };
  }

  /** Each consent is to a text in force, and none is missing; what is kept is dated here (C51, C72, C96). */
  function checkConsents(consents, method, child) {
    consents.forEach((one, i) => {
      const known = b.notices.some(({ id, locale, version, sha256 }) =>
        same([id, locale, version, sha256], [one.notice, one.locale, one.version, one.sha256]),
      );
      must(known, 'consent_missing', 'a text that is not in force', { pointer: `/consents/${i}`, member: 'notice_unknown' });
    });
    for (const { id, given_by: giver } of b.notices.filter(({ required_for: methods }) => methods.includes(method))) {
      const given = consents.some(
        ({ notice, by }) => notice === id && (by === giver || (child && giver === 'subject' && by === 'guardian')),
      );
      const code = giver === 'guardian' ? 'guardian_required' : 'consent_missing';
      must(given || (giver === 'guardian' && !child), code, 'a consent', { pointer: '/consents', member: `${id}_missing` });
    }
    return consents.map(({ at: _, ...one }) => ({ ...one, at: iso() }));
  }
  async function create({ who, body }) {
    const { relationship: code, method, subject: jwe, consents } = shaped('CreateApplication', body ?? {});
    must(method !== 'subject_login', 'accounts_not_verified', 'a log-in here proves nobody');
    must(method === 'document_review', 'malformed', 'not one of verification_methods', {
      pointer: '/method',
      member: 'not_offered',
    });
    const subject = await openSubject(b, jwe, who.jkt);
    const operator = ACCOUNTS.find(({ id }) => id === who.sub);
    const found = checkSubject(subject);
    must(!found.member, 'invalid_subject', 'cannot be, by its form', found);
    must(subject.id.number !== operator.number, 'invalid_subject', 'one’s own number', {
      pointer: '/subject/id/number',
      member: 'own_number',
    });
    const relationship = RELATIONSHIPS.find((one) => one.code === code);
    const child = age(found.birthdate) < GUARDIAN_LINE;
    const older = Number(operator.birthdate.slice(0, 4)) - Number(found.birthdate.slice(0, 4));
    const { min = -Infinity, max = Infinity } = relationship?.age_difference ?? {};
    const fits = relationship && older >= min && older <= max && (!child || relationship.guardian_capable);
    must(fits, 'relationship_not_allowed', 'unknown, not by the ages, or not for a child', { pointer: '/relationship' });
    const recorded = checkConsents(consents, method, child);
    const person = personOf(subject);
    const open = all().filter(
      (app) => app.sub === who.sub && app.person === person && (UNDECIDED.includes(app.status) || isBound(app)),
    );
    must(
      open.every(({ status }) => status === 'draft'),
      'duplicate_relative',
      'bound, or on the way',
    );
    const { relatives_left: some, relatives_left_by_relationship: limited } = left(who.sub, open[0]);
    must(some > 0 && limited[code] !== 0, 'quota_exceeded', 'no more relatives, or none of this relationship');
    for (const draft of open) end(draft, 'withdrawn', 'draft_ended');
    const app = {
      ...{ id: newId(), ...who, status: 'draft', version: 1, updatedAt: Date.now() },
      ...{ expiresAt: Date.now() + b.limits.draft_ttl * 1000, method, relationship: code, subject, person },
      ...{ consents: recorded, subjectDigest: digest(jwe), parts: new Map(), receipts: [] },
    };
    apps.set(app.id, app);
    return answer(app, 201, { Location: `${b.apiBase}/applications/${app.id}` });
  }
  function get({ who, params: [id], req }) {
    const said = answer(own(who, id), 200);
    const tags = (req.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return tags.includes('*') || tags.includes(said.headers.ETag) ? { ...said, status: 304, body: undefined } : said;
  }

  function isDraft(app, who) {
    must(app.jkt === who.jkt, 'key_mismatch', 'not the key that made the draft');
    must(app.submission || settle(app).status !== 'expired', 'draft_expired', 'the draft’s time is over');
    must(app.status === 'draft', 'state_conflict', 'no draft');
  }
  async function putPart({ who, params: [id, place], req, read }) {
    const app = own(who, id);
    const n = Number(place);
    isDraft(app, who);
    const size = Number(req.headers['content-length']); // of a length that is none NaN
    must(size >= 0, 'malformed', 'Content-Length');
    must(size <= b.limits.part_max_bytes, 'part_too_large', 'part_max_bytes');
    const fits = () => {
      const others = [...app.parts.values()].filter((part) => part.n !== n);
      const sum = others.reduce((bytes, part) => bytes + part.size, size);
      must(
        others.length < b.limits.parts_max && sum <= b.limits.evidence_max_bytes,
        'evidence_too_large',
        'parts_max or evidence_max_bytes',
      );
    };
    fits();
    const bytes = await read(b.limits.part_max_bytes);
    const sha256 = digest(bytes);
    const stated = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]+=*):/.exec(req.headers['content-digest'] ?? '')?.[1];
    must(stated === Buffer.from(sha256, 'base64url').toString('base64'), 'digest_mismatch', 'Content-Digest: sha-256=:BASE64:');
    const { role, cty, content } = await openPart(b, bytes, app.id, n);
    must(
      ROLES.some((one) => one.role === role),
      'malformed',
      'not a role of this method',
      { pointer: '/role', member: 'not_asked_for' },
    );
    must(PICTURES.includes(cty), 'malformed', 'not a type of this role', { pointer: '/cty', member: 'not_asked_for' });
    isDraft(app, who); // again: the body took its time
    fits();
    const held = app.parts.get(n);
    must(!held || held.sha256 === sha256, 'part_conflict', 'other bytes hold that number');
    if (held) return { status: 204 };
    app.parts.set(n, { n, role, sha256, size: bytes.length, cty, content });
    return { status: 201 };
  }
  function listParts({ who, params: [id] }) {
    const parts = [...own(who, id).parts.values()].sort((one, other) => one.n - other.n);
    return { status: 200, body: { parts: parts.map((one) => pick(one, ['n', 'sha256', 'size'])) } };
  }
  async function submit({ who, params: [id], bytes, htu, checkJti }) {
    const app = own(who, id);
    const taken = () => answer(app, 202, { 'Retry-After': '1', Location: `${b.apiBase}/applications/${id}` });
    const sha256 = digest(bytes);
    const again = () => app.submission?.sha256 === sha256; // C71: at any time later, and of two at once
    if (again()) return taken();
    const claims = await openSigned(b, bytes, 'family-submission+jws', who, htu, { app: id });
    checkJti(claims.jti);
    if (again()) return taken();
    isDraft(app, who);
    const mismatch = (good, pointer) => must(good, 'manifest_mismatch', 'not about this draft', { pointer });
    mismatch(claims.relationship === app.relationship, '/relationship');
    mismatch(claims.method === app.method, '/method');
    mismatch(claims.subject.sha256 === app.subjectDigest, '/subject/sha256');
    mismatch(claims.challenge === undefined, '/challenge');
    const agreed = sameList(claims.consents, app.consents, ['notice', 'version', 'sha256', 'locale', 'by', 'method']);
    must(agreed, 'consent_missing', 'not those of the draft', { pointer: '/consents' });
    mismatch(sameList(claims.parts, [...app.parts.values()], ['n', 'role', 'sha256', 'size', 'cty']), '/parts');
    const complete = ROLES.every(({ role, required }) => !required || claims.parts.some((one) => one.role === role));
    must(complete, 'evidence_incomplete', 'a part is missing', { pointer: '/parts' });
    move(app, 'submitted', { submission: { sha256, bytes } });
    return taken();
  }
  async function result({ who, params: [id] }) {
    const app = own(who, id);
    must(!UNDECIDED.includes(app.status), 'not_final', 'no decision yet');
    must(app.submission, 'state_conflict', 'was never submitted');
    const claims = {
      ...{ iss: b.issuer, aud: app.client, sub: app.id, status: app.status, decided_at: iso(app.decidedAt), method: app.method },
      ...(app.reason ? { reason: app.reason } : {}),
      ...(app.status === 'approved' ? { binding: { ref: app.cardRef, relationship: app.relationship } } : {}),
      ...{ consents: app.consents.map((one) => pick(one, ['notice', 'version', 'by', 'at'])), submission: app.submission.sha256 },
    };
    return { status: 200, body: { result: await sign(b.keys, 'fap-result+jwt', claims, 24 * 3600) } };
  }
  const intent = async ({ who, bytes, htu, checkJti }, name, object) =>
    checkJti((await openSigned(b, bytes, 'family-intent+jws', who, htu, { intent: name, object })).jti);
  async function withdraw(call) {
    const app = own(call.who, call.params[0]);
    await intent(call, 'withdraw_application', app.id);
    must(UNDECIDED.includes(settle(app).status) || app.status === 'withdrawn', 'state_conflict', 'decided or expired');
    if (app.status !== 'withdrawn') end(app, 'withdrawn', 'application_withdrawn');
    return answer(app, 200);
  }
  const receipts = async ({ who, params: [id] }) => ({
    status: 200,
    body: { receipts: await Promise.all(own(who, id).receipts) },
  });
  function appeal({ who, params: [id], body }) {
    const app = own(who, id);
    const { text } = shaped('Appeal', body ?? {});
    must(appealable(app), 'state_conflict', 'not appealable');
    move(app, 'manual_review', { appealed: text, expiresAt: Date.now() + term('review').ms });
    return answer(app, 202);
  }
  function me({ who }) {
    const { name, birthdate } = ACCOUNTS.find(({ id }) => id === who.sub);
    const mine = all().filter((one) => one.sub === who.sub && one.client === who.client);
    const newest = new Map(mine.map((app) => [app.person ?? app.id, app])); // a Map keeps the last of each subject
    const shown = [...newest.values()].filter(({ status }) => !['approved', 'withdrawn', 'expired'].includes(status));
    const about = { sub: who.sub, name: maskName(name), birth_year: Number(birthdate.slice(0, 4)) };
    return { status: 200, body: { ...about, ...left(who.sub), applications: shown.map(view) } };
  }
  function cardView(card, req) {
    const english = /^\s*en\b/i.test(req.headers['accept-language'] ?? '');
    const claims = {
      ...{
        iss: b.issuer,
        aud: card.client,
        ref: card.ref,
        name: maskName(card.subject.name),
        number: maskNumber(card.subject.id.number),
      },
      ...{ relationship: card.relationship, status: card.status, issuer_name: ISSUER_NAME[english ? 'en' : 'zh-CN'] },
      ...{ bound_at: iso(card.boundAt), test_system: true, services: [] },
      ...(card.revokedAt ? { revocation: 'operator_unbound', revoked_at: iso(card.revokedAt) } : {}),
    };
    return sign(b.keys, 'fap-card+jwt', claims, 300);
  }
  async function listCards({ who, req }) {
    const mine = [...cards.values()].filter(
      (card) => card.sub === who.sub && card.client === who.client && card.status === 'active',
    );
    return { status: 200, body: { cards: await Promise.all(mine.map((card) => cardView(card, req))) } };
  }
  const getCard = async ({ who, params: [ref], req }) => ({
    status: 200,
    body: { cards: [await cardView(own(who, ref, cards), req)] },
  });
  async function unbind(call) {
    const card = own(call.who, call.params[0], cards);
    await intent(call, 'unbind_card', card.ref);
    if (card.status === 'active') Object.assign(card, { status: 'revoked', revokedAt: Date.now() });
    return { status: 204 };
  }

  const sweep = () => all().forEach(judge);
  return { create, get, putPart, listParts, submit, result, withdraw, receipts, appeal, me, listCards, getCard, unbind, sweep };
}
