import type { IncomingMessage, ServerResponse } from 'node:http';

/** The HTTP layer takes no more than this; the commands' own limits are far below. */
export const MAX_HTTP_BODY_BYTES = 1_048_576;
/** The documents say "12K" and not of what: here, bytes of the whole request body. */
export const MAX_MESSAGE_BYTES = 12_288;

/**
 * Reads a request's body and hands it over once it is whole. One that is too large gets HTTP 413 and its
 * connection ends; one whose sender went away is forgotten.
 */
export function readBody(request: IncomingMessage, response: ServerResponse, whole: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_HTTP_BODY_BYTES) chunks.push(chunk);
    else if (!response.headersSent) refuseBody(request, response);
  });
  request.on('end', () => {
    if (size <= MAX_HTTP_BODY_BYTES) whole(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size));
  });
}

function refuseBody(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(413, { Connection: 'close' });
  response.end(() => request.socket.destroy());
}
