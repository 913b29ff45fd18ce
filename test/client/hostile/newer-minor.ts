import assert from 'node:assert/strict';
import type { Discovery } from '../../../src/protocol/discovery.ts';
import { supportedMethods } from '../../../src/protocol/discovery.ts';
import { DISCOVERY } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'speaks a later minor version, with members and values that nobody here knows',
  tell: (backend) =>
    backend.on(
      DISCOVERY,
      json({
        ...backend.discovery,
        protocol_versions: ['1.9'],
        profiles: ['core', 'telepathy'],
        verification_methods: ['iris', 'document_review'],
        id_types: [{ type: 'driving_licence', label: { 'zh-CN': '驾驶证' }, region: 'EU' }],
        invented_later: { deep: [{ deeper: true }] },
      }),
    ),
  ask: ({ discover }) => discover(),
  ends: (discovery) => assert.deepEqual(supportedMethods(discovery as Discovery), ['document_review']),
});
