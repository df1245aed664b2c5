import OpenAI from 'openai';
import { chat } from 'toolwright/openai';
import { agent } from './people.js';
import { print } from './print.js';
import { openService } from './service.js';
import { printTranscript } from './transcript.js';

/** Another process, which shares nothing with the first but the folder: continues a run by its id. */
const [folder = '', run = '', baseURL = ''] = process.argv.slice(2);
const service = openService(folder);
const client = new OpenAI({ baseURL, apiKey: 'scripted' });
const result = await chat.resume(service.runtime, run, { client, caller: agent });
print.note(`process ${process.pid} took the run up; it is ${result.status}:`);
printTranscript(result.messages, result.messages.length - 2);
await service.close();
