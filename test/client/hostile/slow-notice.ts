import { noticeOf } from '../answers.ts';
import { lie } from '../lie.ts';

export default lie({
  does: 'never comes to the end of a notice',
  slow: true,
  tell: (backend) =>
    backend.on('GET /notices/face.txt', (_, response) => void response.writeHead(200).write('我们')),
  ask: ({ backend, client }) => client.notice(noticeOf(backend.url, 'A'.repeat(43))),
  ends: 'network_unreachable',
});
