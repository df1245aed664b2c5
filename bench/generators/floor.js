import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { parse } from 'yaml';

/** What no generator of ours can do without: the text read by `yaml`, each schema compiled by `ajv`. Nothing is written. */
const { tools } = parse(readFileSync('tools.yaml', 'utf8'));
const options = { code: { source: true, esm: true }, meta: false, validateSchema: false };
let size = 0;
for (const { parameters, result } of Object.values(tools))
  for (const schema of [parameters, result]) {
    if (!schema) continue;
    const ajv = new Ajv2020({ ...options, strict: false, validateFormats: false });
    size += standalone.default(ajv, ajv.compile(schema)).length;
  }
process.stdout.write(`${size}\n`);
