import { diskProblem } from './input.js';

interface Fault {
  readonly problem: string;
  /** Absent: it is a question of who may write there. */
  readonly help?: string;
}

const elsewhere = 'choose another folder with --out and --handlers';
const FAULTS: Readonly<Record<string, Fault>> = {
  ENOSPC: { problem: 'the disk is full', help: 'make room on the disk and run the command again' },
  EDQUOT: {
    problem: 'your quota of the disk is used up',
    help: 'remove files of yours, or ask for a larger quota, and run the command again',
  },
  EROFS: {
    problem: 'the disk is read-only',
    help: `mount it writable, as a volume of a container, or ${elsewhere}`,
  },
  EEXIST: {
    problem: 'something that is no file has its name',
    help: 'move it out of the way and run the command again',
  },
  ENOTDIR: {
    problem: 'a folder on the way to it is a file',
    help: `move that file out of the way, or ${elsewhere}`,
  },
};

/** Why a file cannot be written, and what helps. */
export function writeFault(error: unknown): Fault {
  const { code = '' } = error as NodeJS.ErrnoException;
  return FAULTS[code] ?? { problem: diskProblem(error) };
}
