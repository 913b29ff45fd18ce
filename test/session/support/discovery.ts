import { POLICY_VERSION } from '../../../src/challenge/policy.ts';
import { type Discovery, DiscoverySchema, type Notice } from '../../../src/protocol/discovery.ts';

const notice = (id: string, locale: string, over: Partial<Notice> = {}): Notice => ({
  id,
  version: '1',
  locale,
  title: `${id} ${locale}`,
  url: `https://backend.example/notices/${id}.${locale}.txt`,
  sha256: `${id}-${locale}`.padEnd(43, 'n'),
  required_for: ['face_liveness', 'portrait_photo', 'document_review', 'subject_login', 'in_person'],
  given_by: 'operator',
  ...over,
});

export const DISCOVERY: Discovery = DiscoverySchema.parse({
  issuer: 'https://backend.example',
  protocol_versions: ['1.0'],
  profiles: ['core', 'liveness'],
  test_system: true,
  api_base: 'https://backend.example/v1',
  jwks_uri: 'https://backend.example/jwks',
  authorization_servers: ['https://login.example'],
  registration_supported: true,
  scopes: ['family:read', 'family:write'],
  submission_signing_alg_values_supported: ['ES256'],
  submission_signature_policy: 'any',
  encryption_alg_values_supported: ['ECDH-ES'],
  encryption_enc_values_supported: ['A256GCM'],
  id_types: [
    { type: 'resident_id_card', label: { 'zh-CN': '居民身份证' } },
    { type: 'passport', label: { 'zh-CN': '护照' } },
  ],
  relationships: [
    { code: 'parent', label: { 'zh-CN': '父母' }, guardian_capable: false, age_difference: { min: 12 } },
    { code: 'child', label: { 'zh-CN': '子女' }, guardian_capable: true },
    { code: 'other', label: { 'zh-CN': '其他' }, guardian_capable: false },
  ],
  age_rules: [
    { under: 14, guardian_consent: true },
    { under: 16, capture: 'photo' },
    { capture: 'liveness' },
  ],
  verification_methods: ['face_liveness', 'portrait_photo', 'document_review', 'subject_login', 'in_person'],
  liveness: {
    modes: ['interactive'],
    actions: ['hold_short', 'double_blink', 'turn_left', 'turn_right'],
    steps: 4,
    ttl: 120,
    policy_version: POLICY_VERSION,
    min_fps: 11,
    frame: {
      min_width: 320,
      min_height: 240,
      max_width: 1280,
      max_height: 720,
      mime: 'image/jpeg',
      quality: 0.8,
    },
    max_attempts: 3,
  },
  limits: {
    part_max_bytes: 262_144,
    parts_max: 40,
    evidence_max_bytes: 4_000_000,
    draft_ttl: 3600,
    poll_min_interval: 2,
    relatives_max: 8,
  },
  notices: [
    notice('service', 'zh-CN'),
    notice('service', 'en'),
    notice('face', 'zh-CN', { required_for: ['face_liveness'], given_by: 'subject' }),
    notice('guardian', 'zh-CN', { given_by: 'guardian' }),
    notice('being-added', 'zh-CN', { required_for: ['subject_login'], given_by: 'subject' }),
  ],
  retention: { face_frames: 'P7D', trace: 'P7D', decision: 'P3Y', consent_receipt: 'P3Y' },
  controller: { name: { 'zh-CN': '测试平台' }, contact: '0', complaints: '0' },
});
