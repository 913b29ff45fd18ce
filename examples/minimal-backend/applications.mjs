/** Applications, parts, submission, decision, cards. All of it in memory. */
import { randomBytes } from 'node:crypto';
import { digest, openPart, openSigned, openSubject, shaped, sign } from './documents.mjs';
import { age, checkSubject, mask } from './people.mjs';
import { data, must } from './problem.mjs';

const UNDECIDED = ['draft', 'submitted', 'processing', 'manual_review'];
const ROLES = { id_document: true, social_security_card: false };
const requirements = Object.entries(ROLES).map(([role, required]) => ({ role, required }));
const CONSENT = ['notice', 'version', 'sha256', 'locale', 'by', 'method'];
const PART = ['n', 'role', 'sha256', 'size', 'cty'];
const PICTURES = ['image/jpeg', 'image/png', 'image/webp'];
const newId = () => randomBytes(16).toString('base64url');
const iso = (ms = Date.now()) => new Date(ms).toISOString();
const { relationships, retention, controller, limits, age_rules: ageRules } = data.discovery;
const termMs = (name) => Number(/\d+/.exec(retention[name])) * 86400e3; // all terms of ours are in days
const accountOf = (sub) => data.accounts.find(({ id }) => id === sub);
const pick = (item, names) => Object.fromEntries(names.map((name) => [name, item[name]]));
/** A list as far as `names` go, in an order that tells nothing. */
const plain = (list, names) => `${list.map((item) => JSON.stringify(pick(item, names))).sort()}`;
export function makeApplications(b) {
  const apps = new Map();
  const cards = new Map();
  const isBound = ({ cardRef }) => cards.get(cardRef)?.status === 'active';
  const isOpen = ({ status }) => UNDECIDED.includes(status);
  const inWindow = ({ decidedAt }) => Date.now() < decidedAt + termMs('face_frames');
  const view = (app) => ({
    ...pick(app, ['id', 'status', 'version', 'method', 'relationship', 'reason']),
    updated_at: iso(app.updatedAt),
    expires_at: app.expiresAt && iso(app.expiresAt),
    subject_name: app.subject ? mask(app.subject.name) : '*',
    requirements: app.status === 'draft' ? requirements : undefined,
    retryable: ['rejected', 'expired', 'withdrawn'].includes(app.status),
    appealable: app.status === 'rejected' && !app.appealed && inWindow(app),
    card_ref: app.cardRef,
    consents_withdrawn_at: app.consentsWithdrawnAt && iso(app.consentsWithdrawnAt),
  });
  /** An answer about an application: `ETag`, and `Retry-After` while it may change by itself (C76). */
  function answer(app, more = {}) {
    const body = view(app);
    const wait = isOpen(app) && app.status !== 'draft' ? { 'Retry-After': app.status === 'manual_review' ? '5' : '1' } : {};
    return { body, headers: { ETag: `"${digest(JSON.stringify(body)).slice(0, 22)}"`, ...wait, ...more } };
  }
  function move(app, status, more = {}) {
    const version = app.version + 1;
    Object.assign(app, { status, version, updatedAt: Date.now(), expiresAt: undefined, reason: undefined }, more);
    if (!isOpen(app)) app.decidedAt = app.updatedAt;
  }
  /** Deletes the photos, the particulars too where `all`, and signs a receipt of it. */
  function erase(app, cause, { all = false, of } = {}) {
    const counts = { photos: app.parts.size, particulars: all && app.subject ? 1 : 0 };
    const deleted = Object.keys(counts).flatMap((kind) => (counts[kind] > 0 ? [{ kind, count: counts[kind] }] : []));
    app.parts.clear();
    if (all) Object.assign(app, { subject: undefined, person: undefined });
    const claims = { aud: app.client, sub: app.id, jti: newId(), cause, term: retention[of], deleted_at: iso(), deleted };
    if (deleted.length > 0) app.receipts.push(sign(b, 'fap-deletion-receipt+jwt', claims));
  }
  function end(app, status, cause, more, of) {
    move(app, status, more);
    erase(app, cause, { of });
  }
  /** Brings an application to where the clock says it is (C55, C109, C80). */
  function settle(app) {
    const [lapsed, kept] = [app.expiresAt <= Date.now(), app.submission ? 'decision' : 'draft'];
    if (lapsed && app.status === 'draft') end(app, 'expired', 'draft_ended');
    else if (lapsed) end(app, 'expired', 'review_deadline', { reason: 'review_expired' }, 'review');
    if (app.status === 'rejected' && !inWindow(app)) erase(app, 'appeal_window', { of: 'face_frames' });
    const over = !isOpen(app) && !isBound(app) && Date.now() >= app.decidedAt + termMs(kept);
    if (over) erase(app, 'term', { all: true, of: kept });
    return app;
  }
  const all = (sub) => [...apps.values()].filter((app) => !sub || app.sub === sub).map(settle);
  const activeCards = (sub) => [...cards.values()].filter((card) => card.sub === sub && card.status === 'active');
  /** Submitted → processing → what the register says, of some after a while in review. `sweep` asks again and again (C99). */
  function judge(app) {
    if (app.status === 'submitted') return move(app, 'processing');
    if (app.status !== 'processing' && app.status !== 'manual_review') return;
    const { sub, relationship, subject, person } = app;
    const found = data.register.find(({ name, number }) => name === subject.name && number === subject.id.number);
    const review = { expiresAt: Date.now() + termMs('review') };
    if (app.status === 'processing' && found?.review) return move(app, 'manual_review', review);
    if (app.status === 'manual_review' && Date.now() < app.updatedAt + 1000 * (found?.review ?? 3)) return;
    const twice = activeCards(sub).some((card) => card.person === person);
    const reason = found ? found.reason : 'identity_mismatch'; // an unknown number and a wrong name alike (C78)
    if (reason || twice) return move(app, 'rejected', { reason: reason ?? 'duplicate' });
    const ref = newId();
    cards.set(ref, { ref, sub, relationship, subject, person, status: 'active', boundAt: Date.now() });
    end(app, 'approved', 'approved', { cardRef: ref });
  }
  function left(sub, except) {
    const taken = [...activeCards(sub), ...all(sub).filter((app) => isOpen(app) && app !== except)];
    const room = (most, found) => Math.max(0, most - found.length);
    const ofCode = (code) => taken.filter(({ relationship }) => relationship === code);
    const limited = relationships.filter(({ max_count: most }) => most);
    const each = limited.map(({ code, max_count: most }) => [code, room(most, ofCode(code))]);
    return { relatives_left: room(limits.relatives_max, taken), relatives_left_by_relationship: Object.fromEntries(each) };
  }
  /** Each consent is to a text in force, and none is missing; what is kept is dated here (C51, C72, C96). */
  function checkConsents(consents, child) {
    const key = ({ notice, locale, version, sha256 }) => [notice, locale, version, sha256].join();
    const inForce = b.notices.map(({ id, ...text }) => key({ notice: id, ...text }));
    const strange = consents.findIndex((one) => !inForce.includes(key(one)));
    must(strange < 0, 'consent_missing', 'a text that is not in force', `/consents/${strange}`, 'notice_unknown');
    for (const { id, given_by: giver } of data.notices) {
      const givers = child && giver === 'subject' ? ['subject', 'guardian'] : [giver];
      const given = consents.some(({ notice, by }) => notice === id && givers.includes(by));
      if (giver === 'guardian') must(given || !child, 'guardian_required', 'a guardian’s consent');
      else must(given, 'consent_missing', 'a consent', '/consents', `${id}_missing`);
    }
    return consents.map((one) => ({ ...one, at: iso() }));
  }
  async function create({ who, body }) {
    const { relationship: code, method, subject: jwe, consents } = shaped('CreateApplication', body ?? {});
    const rule = relationships.find((one) => one.code === code);
    const related = (so, member) => must(so, 'relationship_not_allowed', 'not this relationship', '/relationship', member);
    related(rule, 'relationship_missing');
    const subject = await openSubject(b, jwe, who.jkt);
    const { birthdate, pointer, member } = checkSubject(subject);
    must(birthdate, 'invalid_subject', 'cannot be, by its form', pointer, member);
    must(method !== 'subject_login', 'accounts_not_verified', 'a log-in here proves nobody');
    must(method === 'document_review', 'malformed', 'not one of verification_methods', '/method', 'unsupported');
    const child = age(birthdate) < ageRules[0].under;
    related(!child || rule.guardian_capable, 'not_guardian_capable');
    const recorded = checkConsents(consents, child);
    const own = accountOf(who.sub);
    must(subject.id.number !== own.number, 'invalid_subject', 'one’s own number', '/subject/id/number', 'own_number');
    const older = own.birthdate.slice(0, 4) - birthdate.slice(0, 4);
    const { min = -Infinity, max = Infinity } = rule.age_difference ?? {};
    related(older >= min - 1 && older <= max + 1, 'relationship_implausible');
    const person = JSON.stringify(subject.id, ['type', 'country', 'number']);
    const same = all(who.sub).filter((app) => app.person === person && (isOpen(app) || isBound(app)));
    must(!same.some(({ status }) => status !== 'draft'), 'duplicate_relative', 'bound, or on the way');
    const { relatives_left: some, relatives_left_by_relationship: limited } = left(who.sub, same[0]);
    must(some > 0 && limited[code] !== 0, 'quota_exceeded', 'no more relatives, or none of this relationship');
    for (const draft of same) end(draft, 'withdrawn', 'draft_ended');
    const app = { id: newId(), ...who, version: 0, method, relationship: code, parts: new Map(), receipts: [] };
    move(app, 'draft', { expiresAt: Date.now() + limits.draft_ttl * 1000 });
    Object.assign(app, { subject, person, consents: recorded, subjectDigest: digest(jwe) });
    apps.set(app.id, app);
    return answer(app, { Location: `${b.apiBase}/applications/${app.id}` });
  }
  function get({ app, req }) {
    const said = answer(app);
    const tags = (req.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return tags.includes('*') || tags.includes(said.headers.ETag) ? { ...said, status: 304, body: undefined } : said;
  }
  function requireDraft(app, who) {
    must(app.submission || settle(app).status !== 'expired', 'draft_expired', 'the draft’s time is over');
    must(app.status === 'draft', 'state_conflict', 'no draft');
    must(app.jkt === who.jkt, 'key_mismatch', 'not the key that made the draft');
  }
  async function putPart({ who, app, n, req, read }) {
    requireDraft(app, who);
    const size = Number(req.headers['content-length']); // without one NaN
    must(size >= 0, 'malformed', 'Content-Length');
    must(size <= limits.part_max_bytes, 'part_too_large', 'part_max_bytes');
    const requireRoom = () => {
      const others = [...app.parts.values()].filter((part) => part.n !== n);
      const sum = others.reduce((bytes, part) => bytes + part.size, size);
      must(n < limits.parts_max && sum <= limits.evidence_max_bytes, 'evidence_too_large', 'parts_max, evidence_max_bytes');
    };
    requireRoom();
    const bytes = await read(limits.part_max_bytes);
    const sha256 = digest(bytes);
    const stated = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]+=*):/.exec(req.headers['content-digest'] ?? '')?.[1];
    must(stated === Buffer.from(sha256, 'base64url').toString('base64'), 'digest_mismatch', 'Content-Digest: sha-256=:BASE64:');
    const { role, cty, content } = await openPart(b, bytes, app.id, n);
    must(role in ROLES, 'malformed', 'not a role of this method', '/role', 'role_not_asked_for');
    must(PICTURES.includes(cty), 'malformed', 'not a type of this role', '/cty', 'type_not_accepted');
    requireDraft(app, who); // again: the body took its time
    requireRoom();
    const held = app.parts.get(n);
    must(!held || held.sha256 === sha256, 'part_conflict', 'other bytes hold that number');
    app.parts.set(n, { n, role, sha256, size: bytes.length, cty, content });
    return { status: held ? 204 : 201 };
  }
  function listParts({ app }) {
    const parts = [...app.parts.values()].sort((one, other) => one.n - other.n);
    return { body: { parts: parts.map((one) => pick(one, ['n', 'sha256', 'size'])) } };
  }
  async function submit({ who, app, bytes, checkJti, requireFresh }) {
    const taken = () => answer(app, { 'Retry-After': '1', Location: `${b.apiBase}/applications/${app.id}` });
    const sha256 = digest(bytes);
    const again = () => app.submission?.sha256 === sha256; // C71: at any time later, and of two at once
    if (again()) return taken();
    requireDraft(app, who);
    requireFresh(who);
    const claims = await openSigned(b, bytes, 'Submission', who, { app: app.id });
    checkJti(claims.jti);
    if (again()) return taken();
    requireDraft(app, who);
    const says = (so, pointer) => must(so, 'manifest_mismatch', 'not about this draft', pointer);
    for (const name of ['relationship', 'method']) says(claims[name] === app[name], `/${name}`);
    says(claims.subject.sha256 === app.subjectDigest, '/subject/sha256');
    says(claims.challenge === undefined, '/challenge');
    const agreed = plain(claims.consents, CONSENT) === plain(app.consents, CONSENT);
    must(agreed, 'consent_missing', 'not the draft’s', '/consents');
    says(plain(claims.parts, PART) === plain([...app.parts.values()], PART), '/parts');
    for (const [role, required] of Object.entries(ROLES)) {
      const count = claims.parts.filter((one) => one.role === role).length;
      must(count < 2, 'manifest_mismatch', 'one of each role', '/parts', `${role}_repeated`);
      must(count > 0 || !required, 'evidence_incomplete', 'a part is missing', '/parts', `${role}_missing`);
    }
    move(app, 'submitted', { submission: { sha256, bytes } });
    return taken();
  }
  async function result({ app }) {
    must(!isOpen(app), 'not_final', 'no decision yet');
    must(app.submission, 'state_conflict', 'was never submitted');
    const consents = app.consents.map((one) => pick(one, ['notice', 'version', 'by', 'at']));
    const binding = app.cardRef && { ref: app.cardRef, relationship: app.relationship };
    const claims = { ...pick(app, ['status', 'reason', 'method']), decided_at: iso(app.decidedAt), binding, consents };
    const about = { aud: app.client, sub: app.id, submission: app.submission.sha256 };
    return { body: { result: await sign(b, 'fap-result+jwt', { ...about, ...claims }, 24 * 3600) } };
  }
  async function intent({ who, bytes, checkJti }, name, object) {
    checkJti((await openSigned(b, bytes, 'Intent', who, { intent: name, object })).jti);
  }
  async function withdraw({ app, ...call }) {
    await intent(call, 'withdraw_application', app.id);
    must(isOpen(settle(app)) || app.status === 'withdrawn', 'state_conflict', 'decided or expired');
    if (isOpen(app)) move(app, 'withdrawn');
    if (!app.consentsWithdrawnAt) Object.assign(app, { version: app.version + 1, consentsWithdrawnAt: Date.now() });
    erase(app, 'application_withdrawn', { all: true });
    return answer(app);
  }
  const receipts = async ({ app }) => ({ body: { receipts: await Promise.all(app.receipts) } });
  function appeal({ app, body }) {
    const { text } = shaped('Appeal', body ?? {});
    must(view(app).appealable, 'state_conflict', 'one appeal, and only against a rejection');
    move(app, 'manual_review', { appealed: text, expiresAt: Date.now() + termMs('review') });
    return answer(app);
  }
  function me({ who }) {
    const { name, birthdate } = accountOf(who.sub);
    const mine = all(who.sub).filter(({ client }) => client === who.client);
    const newest = [...new Map(mine.map((app) => [app.person ?? app.id, app])).values()]; // the last of each subject
    const shown = newest.filter((app) => isOpen(app) || app.status === 'rejected' || app.reason === 'review_expired');
    const about = { sub: who.sub, name: mask(name), birth_year: Number(birthdate.slice(0, 4)) };
    return { body: { ...about, ...left(who.sub), applications: shown.map(view) } };
  }
  function cardView(card, { client: aud }, req) {
    const locale = /^\s*en\b/i.test(req.headers['accept-language'] ?? '') ? 'en' : 'zh-CN';
    const { name, id } = card.subject;
    const shown = { name: mask(name), number: mask(id.number), issuer_name: controller.name[locale], services: [] };
    const ended = card.revokedAt && { revocation: 'operator_unbound', revoked_at: iso(card.revokedAt) };
    const is = { ...pick(card, ['ref', 'relationship', 'status']), bound_at: iso(card.boundAt), test_system: true };
    return sign(b, 'fap-card+jwt', { aud, ...is, ...shown, ...ended }, 300);
  }
  async function listCards({ who, req, card }) {
    const list = card ? [card] : activeCards(who.sub);
    return { body: { cards: await Promise.all(list.map((one) => cardView(one, who, req))) } };
  }
  async function unbind({ card, ...call }) {
    if (card.status === 'active') call.requireFresh(call.who);
    await intent(call, 'unbind_card', card.ref);
    if (card.status === 'active') Object.assign(card, { status: 'revoked', revokedAt: Date.now() });
    return {};
  }
  /** What an address names, for whoever asks; anybody else's is none (C53). */
  function find({ sub, client }, { app: id, card: ref }) {
    const [app, card] = [apps.get(id), cards.get(ref)];
    must(!id || (app?.sub === sub && app.client === client), 'not_found', 'no such application');
    must(!ref || card?.sub === sub, 'not_found', 'no such card');
    return { app: app && settle(app), card };
  }
  const sweep = () => all().forEach(judge);
  return { create, get, putPart, listParts, submit, result, withdraw, receipts, appeal, me, listCards, unbind, find, sweep };
}
