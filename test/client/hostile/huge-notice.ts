import { noticeOf } from '../answers.ts';
import { lie } from '../lie.ts';
import { endless } from '../test-backend.ts';

export default lie({
  does: 'sends a notice without end',
  tell: (backend) => backend.on('GET /notices/face.txt', endless),
  ask: ({ backend, client }) => client.notice(noticeOf(backend.url, 'A'.repeat(43))),
  ends: 'response_malformed',
});
