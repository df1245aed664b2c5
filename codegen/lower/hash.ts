import { createHash } from 'node:crypto';
import { canonical, type Json } from '../../src/json.js';

/** SHA-256 (hex) over the canonical text of a tool's meaning: whatever the tool does differently changes it. */
export const contractHash = (tool: Json): string =>
  createHash('sha256').update(canonical(tool), 'utf8').digest('hex');
