import type { Ledger, RunRecord } from '../ledger.js';

export function memoryRuns(): Pick<Ledger, 'saveRun' | 'run'> {
  const runs = new Map<string, RunRecord>();
  return {
    async saveRun(run) {
      if ((runs.get(run.id)?.version ?? 0) !== run.version - 1) return false;
      runs.set(run.id, structuredClone(run));
      return true;
    },
    run: async (id) => structuredClone(runs.get(id)),
  };
}
