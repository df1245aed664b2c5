import { textOf } from '../../lower/value.js';
import { approvalOf, toolsUnder, writes } from '../../rules.js';
import { finding, type Rule, toolsOf } from '../rule.js';

/** Writes and destructive tools that less holds back than should. */
export const unheld: Rule = function* (about) {
  for (const [tool, node] of toolsOf(about)) {
    const { name, effect, permission } = tool;
    if (effect === 'read' || approvalOf(permission) || tool.limits.length > 0) continue;
    yield finding('TW6001', node.keyPlace, { tool: name, effect }, node);
  }
};

export const publicWrites: Rule = function* (about) {
  for (const [tool, node] of toolsOf(about)) {
    const { name, effect, permission } = tool;
    if (effect === 'read' || !permission.public) continue;
    const place = node.get('permission')?.place ?? node.keyPlace;
    yield finding('TW6011', place, { tool: name, effect, level: permission.name }, node);
  }
};

export const outages: Rule = function* ({ file, catalog }) {
  for (const [name, node] of file.limits) {
    const said = node.get('on_outage');
    const mode = textOf(said);
    const under = toolsUnder(name, catalog);
    if (!said || !mode || mode === 'deny' || under.length === 0) continue;
    if (under.every(writes)) yield finding('TW6012', said.place, { limit: name, mode }, node);
  }
};

export const shadows: Rule = function* ({ file, catalog }) {
  for (const level of catalog.levels.filter(({ shadow }) => shadow)) {
    const node = file.levels.get(level.name);
    const place = node?.get('shadow')?.keyPlace;
    if (node && place) yield finding('TW6010', place, { level: level.name }, node);
  }
};
