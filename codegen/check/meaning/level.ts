import { durationOf, isTrue, numberOf, textOf } from '../../lower/value.js';
import type { SourceNode } from '../../source.js';
import { ownerOf } from '../owner.js';
import type { About, Rule } from './rule.js';

/** What says who may call. `forbid` and `approval` only take away from it. */
const allowing = ['authenticated', 'roles', 'scopes', 'allow'];
const conditional = [...allowing, 'forbid', 'approval'];

/** A key counts where it says something: `authenticated: false` is the same as nothing. */
const says = (node: SourceNode, key: string): boolean => {
  const member = node.get(key);
  return member !== undefined && member.json !== false;
};

export const conditions: Rule = (about) => {
  for (const [level, node] of about.file.levels) {
    if (!about.sound(node)) continue;
    if (!isTrue(node.get('public'))) {
      if (!allowing.some((key) => says(node, key))) about.add('TW3020', node.keyPlace, { level });
      continue;
    }
    for (const other of conditional.filter((key) => says(node, key)))
      about.add('TW3021', node.get(other)?.keyPlace ?? node.place, { level, other });
  }
};

export const approvals: Rule = (about) => {
  for (const level of about.file.levels.values()) approvalOf(about, level);
  for (const [name, tool] of about.file.tools) {
    const approval = approvalOf(about, tool);
    const level = textOf(tool.get('permission')) ?? '';
    const other = about.file.levels.get(level)?.get('approval');
    if (!approval || !other) continue;
    const related = [{ message: `the approval of level \`${level}\``, place: other.keyPlace }];
    about.add('TW3023', approval.keyPlace, { tool: name, level }, related);
  }
};

function approvalOf(about: About, owner: SourceNode): SourceNode | undefined {
  const approval = about.part(owner.get('approval'));
  const by = approval?.get('by');
  if (by && !by.get('roles') && !by.get('scopes'))
    about.add('TW3022', by.keyPlace, { owner: ownerOf(approval?.path ?? []) });
  const grants = approval?.get('grants');
  if (grants) checkGrants(about, grants, ownerOf(owner.path));
  return approval;
}

const GRANT_DAYS = 30;
const GRANT_CALLS = 1000;

function checkGrants(about: About, grants: SourceNode, owner: string): void {
  const lasts = grants.get('for');
  if (lasts && (durationOf(lasts) ?? 0) > GRANT_DAYS * 86_400_000)
    about.add('TW3024', lasts.place, { owner, key: 'for', most: `${GRANT_DAYS}d` });
  const max = grants.get('max');
  if (max && (numberOf(max) ?? 0) > GRANT_CALLS)
    about.add('TW3024', max.place, { owner, key: 'max', most: String(GRANT_CALLS) });
}
