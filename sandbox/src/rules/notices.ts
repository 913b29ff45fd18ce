import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Notice } from '@family-auth/library/protocol/discovery.ts';
import { methods } from './policy.ts';

const VERSION = '2026-12';

const entries: readonly Omit<Notice, 'version' | 'locale' | 'title' | 'url' | 'sha256'>[] = [
  { id: 'service', required_for: [...methods], given_by: 'operator' },
  { id: 'face', required_for: ['face_liveness', 'portrait_photo'], given_by: 'subject' },
  { id: 'documents', required_for: ['document_review'], given_by: 'subject' },
  { id: 'being-added', required_for: ['subject_login'], given_by: 'subject' },
  { id: 'guardian', required_for: [...methods], given_by: 'guardian' },
];

/** A notice and its bytes. */
export interface NoticeText extends Omit<Notice, 'url'> {
  /** Path under the backend's origin. */
  readonly path: string;
  readonly text: Buffer;
}

/** The consent texts in force, from the files in `sandbox/notices/`. Their first lines are their titles. */
export const noticeTexts: readonly NoticeText[] = entries.flatMap((entry) =>
  ['zh-CN', 'en'].map((locale) => {
    const file = new URL(`../../notices/${entry.id}.${locale}.txt`, import.meta.url);
    const text = readFileSync(fileURLToPath(file));
    return {
      ...entry,
      locale,
      version: VERSION,
      title: (text.toString('utf8').split('\n')[0] ?? entry.id).replace(/\s*[（(].*$/u, ''),
      sha256: createHash('sha256').update(text).digest('base64url'),
      path: `/notices/${entry.id}.${VERSION}.${locale}.txt`,
      text,
    };
  }),
);
