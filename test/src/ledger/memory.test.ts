import { describe } from 'vitest';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { ledgerContract } from '../../contract/ledger.js';

describe('memory', () => {
  ledgerContract(async () => {
    const env = virtualEnv();
    const ledger = memoryLedger({ env });
    return { ledger, other: ledger, advance: env.advance, chained: false, close: ledger.close };
  });
});
