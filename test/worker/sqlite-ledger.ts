/** One of many processes on one ledger file. Prints what came of it. */
import { canonical } from '../../src/json.js';
import { sqliteLedger } from '../../src/node/index.js';
import { intent, proposal, redemptionOf } from '../contract/ledger/samples.js';

const [mode, path = ''] = process.argv.slice(2);
const ledger = sqliteLedger(path);
const times = async (count: number, run: () => Promise<boolean>) =>
  (await Promise.all(Array.from({ length: count }, run))).filter(Boolean).length;

if (mode === 'redeem') {
  console.log(await times(16, () => ledger.redeem(redemptionOf(proposal))));
} else if (mode === 'begin') {
  // The file is not there yet: every process creates it.
  console.log(await times(8, async () => (await ledger.begin(intent, 'try')).begun));
  await ledger.append([canonical({ process: process.pid })]);
} else if (mode === 'die') {
  await ledger.append([canonical({ type: 'intent', key: intent.key })]);
  await ledger.begin({ ...intent, timeoutMs: 1 }, 'try');
  console.log('begun');
  for (let n = 0; ; n += 1) {
    await ledger.append([canonical({ n })]);
    console.log(n);
    // What is printed leaves the process only when the event loop turns.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
await ledger.close();
