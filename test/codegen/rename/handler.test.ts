import { expect, test } from 'vitest';
import { renameInHandler } from '../../../codegen/rename/handler.js';

const names = { from: 'get_weather', to: 'read_weather' };
const page = '../generated/tools';

/** What a file says before and after; everything but the renamed words stays byte for byte. */
test.each([
  [
    'a stub',
    `import { NotImplemented } from 'toolwright';\nimport { getWeather } from '${page}/get_weather.js';\n\nexport default getWeather.handler(async () => {\n  throw new NotImplemented('get_weather');\n});\n`,
    `import { NotImplemented } from 'toolwright';\nimport { readWeather } from '${page}/read_weather.js';\n\nexport default readWeather.handler(async () => {\n  throw new NotImplemented('read_weather');\n});\n`,
  ],
  [
    'an alias',
    `import { getWeather as w } from '${page}/get_weather.js';\nexport default w.handler(f);`,
    `import { readWeather as w } from '${page}/read_weather.js';\nexport default w.handler(f);`,
  ],
  [
    'members, keys, comments and strings of the same name',
    `// getWeather of get_weather\nimport { getWeather } from "${page}/get_weather.js";\nconst a = { getWeather: api.getWeather, b: 'getWeather' };\nconst c = { getWeather };\nexport default getWeather.handler(f);`,
    `// getWeather of get_weather\nimport { readWeather } from "${page}/read_weather.js";\nconst a = { getWeather: api.getWeather, b: 'getWeather' };\nconst c = { getWeather: readWeather };\nexport default readWeather.handler(f);`,
  ],
  [
    'a variable that hides the import',
    `import { getWeather } from '${page}/get_weather.js';\nfunction f(getWeather: string) { return getWeather; }\nexport default getWeather.handler(f);`,
    `import { readWeather as getWeather } from '${page}/read_weather.js';\nfunction f(getWeather: string) { return getWeather; }\nexport default getWeather.handler(f);`,
  ],
  [
    'a variable of the new name',
    `import { getWeather } from '${page}/get_weather.js';\nconst readWeather = 1;\nexport default getWeather.handler(f);`,
    `import { readWeather as getWeather } from '${page}/read_weather.js';\nconst readWeather = 1;\nexport default getWeather.handler(f);`,
  ],
  [
    'a byte order mark, a shebang, a licence, CRLF and no last line break',
    `\ufeff#!/usr/bin/env node\r\n/* MIT */\r\n'use strict';\r\nimport { getWeather } from '${page}/get_weather.js';\r\nexport default getWeather.handler(f)`,
    `\ufeff#!/usr/bin/env node\r\n/* MIT */\r\n'use strict';\r\nimport { readWeather } from '${page}/read_weather.js';\r\nexport default readWeather.handler(f)`,
  ],
  [
    'another tool whose name begins alike',
    `import { getWeatherMap } from '${page}/get_weather_map.js';\nexport default getWeatherMap.handler(f);`,
    `import { getWeatherMap } from '${page}/get_weather_map.js';\nexport default getWeatherMap.handler(f);`,
  ],
  [
    'types beside the tool',
    `import { getWeather, type GetWeatherResult } from '${page}/get_weather.js';\nexport default getWeather.handler(f);`,
    `import { readWeather, type ReadWeatherResult as GetWeatherResult } from '${page}/read_weather.js';\nexport default readWeather.handler(f);`,
  ],
  [
    'a type of the page, of a shared schema',
    `import type { GetWeatherPlace } from '${page}/get_weather.js';\nexport const f = (place: GetWeatherPlace) => place;`,
    `import type { ReadWeatherPlace as GetWeatherPlace } from '${page}/read_weather.js';\nexport const f = (place: GetWeatherPlace) => place;`,
  ],
  [
    'everything of the page under one name',
    `import * as p from '${page}/get_weather.js';\nconst f = (all: p.GetWeatherInput, q: other.GetWeatherInput) => all.getWeather;\nexport default p.getWeather.handler(f);`,
    `import * as p from '${page}/read_weather.js';\nconst f = (all: p.ReadWeatherInput, q: other.GetWeatherInput) => all.getWeather;\nexport default p.readWeather.handler(f);`,
  ],
  [
    'what is handed on keeps its name',
    `import { getWeather } from '${page}/get_weather.js';\nexport { getWeather };\nexport { type GetWeatherInput, getWeather as w, hash } from '${page}/get_weather.js';\nexport * from '${page}/get_weather.js';`,
    `import { readWeather } from '${page}/read_weather.js';\nexport { readWeather as getWeather };\nexport { type ReadWeatherInput as GetWeatherInput, readWeather as w, hash } from '${page}/read_weather.js';\nexport * from '${page}/read_weather.js';`,
  ],
  [
    'members of classes and enums, keys of patterns, labels and names in other modules',
    `import { getWeather } from '${page}/get_weather.js';\nimport { getWeather as api } from './api.js';\nclass A { getWeather = 1; get() { return this.getWeather } }\nenum E { getWeather }\nconst { getWeather: q } = api;\ngetWeather: for (;;) break getWeather;\nexport default getWeather.handler(f);`,
    `import { readWeather } from '${page}/read_weather.js';\nimport { getWeather as api } from './api.js';\nclass A { getWeather = 1; get() { return this.getWeather } }\nenum E { getWeather }\nconst { getWeather: q } = api;\ngetWeather: for (;;) break getWeather;\nexport default readWeather.handler(f);`,
  ],
  [
    'an import in the middle of the code',
    `type T = import('${page}/get_weather.js').GetWeatherInput;\ntype P = typeof import('${page}/get_weather.js');\nconst later = () => import('${page}/get_weather.js');`,
    `type T = import('${page}/read_weather.js').ReadWeatherInput;\ntype P = typeof import('${page}/read_weather.js');\nconst later = () => import('${page}/read_weather.js');`,
  ],
])('%s', async (_, before, after) => {
  expect(await renameInHandler('handler.ts', before, names)).toBe(after);
  expect(await renameInHandler('handler.ts', after, names)).toBe(after);
});
