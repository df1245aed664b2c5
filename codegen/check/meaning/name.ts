import type { Rule } from './rule.js';

export const devices = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;

export const devicesOfWindows: Rule = (about) => {
  for (const [name, { keyPlace }] of about.file.tools)
    if (devices.test(name)) about.add('TW3012', keyPlace, { name });
};
