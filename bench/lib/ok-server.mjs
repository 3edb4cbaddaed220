import { createServer } from 'node:http';

/**
 * A server in this process that reads a request and says OK; `onPost` gets the path and a function for the body as
 * text. It has no rules and remembers nothing, so what is measured against it is the client alone.
 */

const OK = JSON.stringify({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' });
const HEADERS = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(OK) };

export async function startOkServer(onPost) {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      onPost(request.url, () => Buffer.concat(chunks).toString('utf8'));
      response.writeHead(200, HEADERS).end(OK);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}
