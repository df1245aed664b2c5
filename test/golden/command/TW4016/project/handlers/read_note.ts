import { listNotes as tool } from '../generated/tools/list_notes.js';

export default tool.handler(async () => []);
