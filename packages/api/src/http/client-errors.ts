/** Answers on connections whose request could not even be parsed. */
import type { Socket } from 'node:net';
import { CarillonError, said } from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import { PROBLEM_TYPE, problemOf } from './problem.ts';

export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const isHeaderOverflow = error.code === 'HPE_HEADER_OVERFLOW';
  const { problem } = problemOf(
    new CarillonError(
      isHeaderOverflow
        ? { code: 'LIMIT_HEADERS', message: said`the headers are larger than 16 KiB` }
        : { code: 'VALIDATION_MALFORMED', message: said`the request is not well-formed HTTP` },
    ),
    newUuid(),
  );
  const body = JSON.stringify(problem);
  const head = `HTTP/1.1 ${problem.status} ${isHeaderOverflow ? 'Request Header Fields Too Large' : 'Bad Request'}`;
  socket.end(
    `${head}\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
