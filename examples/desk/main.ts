import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { conversation } from './conversation.js';
import { demo } from './demo.js';

/** `npm start [folder]`: a chat with the real model where there is a key for it, else the demonstration. */
const { OPENAI_API_KEY } = process.env;
const [given] = process.argv.slice(2);
mkdirSync('.toolwright', { recursive: true });
if (OPENAI_API_KEY) {
  await conversation(given ?? join('.toolwright', 'desk'));
} else {
  const folder = given ?? mkdtempSync(join('.toolwright', 'demo-'));
  try {
    await demo(folder);
  } finally {
    if (given === undefined) rmSync(folder, { recursive: true });
  }
}
