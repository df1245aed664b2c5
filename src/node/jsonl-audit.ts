import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import type { EventSink, ToolEvent } from '../event.js';
import { printable } from '../text/printable.js';

/** Lines are handed to the file when so many characters wait, or so long after the first of them. */
const MOST_WAITING = 64_000;
const WAIT_MS = 50;
const NEWLINE = 0x0a;

/**
 * Copies every event to a file, one JSON object a line, for other tools: the ledger is the audit log. Appends; a last
 * line that a crash or a full disk cut off is removed first; one process a file. Buffered for 50 ms: `flush` and
 * `close` write it out and sync it to the disk. An event that cannot be written is lost. A sync that failed is never
 * tried again, since nobody knows what of it is on the disk: from then on `flush` and `close` say so, every time.
 */
export function jsonlAudit(path: string): EventSink {
  const file = openSync(path, 'a+', 0o600);
  repairLastLine(file);
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  let open = true;
  let torn = false;

  function writeOut(): void {
    clearTimeout(timer);
    timer = undefined;
    const text = waiting;
    waiting = '';
    if (text === '' || !open) return;
    if (torn) repairLastLine(file);
    torn = true;
    writeAll(file, text);
    torn = false;
  }

  const sync = syncing(file);

  return {
    name: 'jsonl',
    write(event) {
      waiting += line(event);
      if (waiting.length > MOST_WAITING) writeOut();
      else timer ??= setTimeout(() => quietly(writeOut), WAIT_MS).unref();
    },
    async flush() {
      writeOut();
      if (open) sync();
    },
    async close() {
      if (!open) return;
      try {
        writeOut();
        sync();
      } finally {
        open = false;
        closeSync(file);
      }
    },
  };
}

/** Syncs, until that fails: from then on it throws, whatever the system would say the next time. */
function syncing(file: number): () => void {
  let failed: { readonly error: unknown } | undefined;
  return () => {
    try {
      if (!failed) fsyncSync(file);
    } catch (error) {
      failed = { error };
    }
    if (failed) throw failed.error;
  };
}

/** A full disk takes a part, and refuses the rest only then. */
function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** One line, whatever the event holds: read back it is the same event. */
export const line = (event: ToolEvent): string => `${printable(JSON.stringify(event))}\n`;

/** What a crash left after the last line break: a whole event only lacks its line break, any other goes. */
function repairLastLine(file: number): void {
  const { size } = fstatSync(file);
  const start = lastLineStart(file, size);
  if (start === size) return;
  const tail = Buffer.alloc(size - start);
  readSync(file, tail, 0, tail.length, start);
  if (isJson(tail.toString())) writeSync(file, '\n');
  else ftruncateSync(file, start);
}

function lastLineStart(file: number, size: number): number {
  const block = Buffer.alloc(64 * 1024);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - block.length);
    readSync(file, block, 0, end - start, start);
    const at = block.subarray(0, end - start).lastIndexOf(NEWLINE);
    if (at !== -1) return start + at + 1;
    end = start;
  }
  return 0;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A timer has nobody to tell: what it could not write is lost. */
function quietly(run: () => void): void {
  try {
    run();
  } catch {}
}
