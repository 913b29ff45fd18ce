import { noticeOf } from '../answers.ts';
import { lie } from '../lie.ts';

export default lie({
  does: 'shows another notice than the one it announced',
  tell: (backend) => backend.on('GET /notices/face.txt', (_, response) => response.end('Sign here.')),
  ask: ({ backend, client }) => client.notice(noticeOf(backend.url, 'A'.repeat(43))),
  ends: 'notice_altered',
});
