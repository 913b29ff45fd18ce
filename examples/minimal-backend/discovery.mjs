/** What this backend says of itself, and its consent texts. */
import { digest } from './documents.mjs';

const label = (zh, en) => ({ 'zh-CN': zh, en });
export const RELATIONSHIPS = [
  { code: 'parent', label: label('父母', 'Parent'), guardian_capable: false, max_count: 2, age_difference: { min: 14 } },
  { code: 'spouse', label: label('配偶', 'Spouse'), guardian_capable: false, max_count: 1 },
  { code: 'child', label: label('子女', 'Child'), guardian_capable: true, age_difference: { max: -14 } },
  { code: 'other', label: label('其他亲属', 'Other relative'), guardian_capable: false },
];
export const GUARDIAN_LINE = 14;
export const ISSUER_NAME = label('社会保险服务平台（测试）', 'Social insurance service platform (test)');
const DAYS = { face_frames: 7, trace: 7, decision: 1095, consent_receipt: 1095, draft: 1, review: 15, deletion_receipt: 1095 };
export const term = (name) => ({ iso: `P${DAYS[name]}D`, ms: DAYS[name] * 86400e3 });

const TEXTS = [
  [
    'service',
    'operator',
    '我要为亲属添加社会保障卡，并知道平台会核对我们两人的身份。',
    'I add a relative’s card and know that the platform checks who we both are.',
  ],
  [
    'subject',
    'subject',
    '我同意亲属添加我的社会保障卡；我的证件照片只用于这次审核。',
    'I agree that my relative adds my card; pictures of my documents serve this review alone.',
  ],
  [
    'guardian',
    'guardian',
    '我是这个孩子的监护人，同意为其添加社会保障卡。',
    'I am this child’s guardian and agree that the card is added.',
  ],
];

export function makeDiscovery(b) {
  const notices = [];
  const texts = new Map();
  for (const [id, given_by, zh, en] of TEXTS) {
    for (const [locale, text] of [
      ['zh-CN', zh],
      ['en', en],
    ]) {
      const path = `/notices/${id}.${locale}.txt`;
      texts.set(path, `${text}\n`);
      const sha256 = digest(Buffer.from(`${text}\n`));
      const about = { id, version: '2026-11-30', locale, title: text.slice(0, 24), url: `${b.issuer}${path}`, sha256 };
      notices.push({ ...about, required_for: ['document_review'], given_by });
    }
  }
  const document = {
    ...{ issuer: b.issuer, protocol_versions: ['1.0'], profiles: ['core'], test_system: true },
    ...{ api_base: b.apiBase, jwks_uri: `${b.issuer}/jwks`, authorization_servers: [b.providerIssuer] },
    ...{ registration_supported: false, accounts_verified: false, popup_opener_preserved: true },
    ...{ scopes: ['family:read', 'family:write'], max_auth_age: b.maxAuthAge },
    submission_signing_alg_values_supported: ['ES256', 'Ed25519'],
    submission_signature_policy: 'any',
    ...{ encryption_alg_values_supported: ['ECDH-ES'], encryption_enc_values_supported: ['A256GCM'] },
    id_types: [
      { type: 'resident_id_card', label: label('居民身份证', 'Resident identity card') },
      { type: 'residence_permit_hk_mo_tw', label: label('港澳台居民居住证', 'Residence permit') },
      { type: 'foreign_permanent_resident_card', label: label('外国人永久居留身份证', 'Permanent resident card') },
      { type: 'passport', label: label('护照', 'Passport') },
    ],
    relationships: RELATIONSHIPS,
    age_rules: [{ under: GUARDIAN_LINE, guardian_consent: true }],
    verification_methods: ['document_review'],
    limits: b.limits,
    notices,
    retention: Object.fromEntries(Object.keys(DAYS).map((name) => [name, term(name).iso])),
    controller: { name: ISSUER_NAME, contact: '000-00000', complaints: 'complaints@backend.example' },
  };
  return { document, texts };
}
