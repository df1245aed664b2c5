import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { conversation } from './conversation.js';
import { demo } from './demo.js';

/** `npm start`: a chat with the real model where there is a key for it, else the demonstration. */
mkdirSync('.toolwright', { recursive: true });
if (process.env.OPENAI_API_KEY) {
  await conversation(join('.toolwright', 'desk'));
} else {
  const folder = mkdtempSync(join('.toolwright', 'demo-'));
  try {
    await demo(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
