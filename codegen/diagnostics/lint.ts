import { row } from '../report.js';

const does = (effect: string) => (effect === 'write' ? 'writes' : `is ${effect}`);
const words = (steps: number) =>
  Number.isFinite(steps) ? `up to ${steps} steps` : 'any number of steps';
const told = 'A model chooses by name and description alone.';

/** TW6xxx: what compiles and is risky all the same; found by `toolwright lint`. */
export const lint = {
  TW6001: row<{ tool: string; effect: string }>({
    severity: 'warning',
    title: 'A write that nobody approves and nothing limits',
    message: ({ tool, effect }) =>
      `tool \`${tool}\` ${does(effect)}, asks for no approval and has no rate limit`,
    why: 'A model in a loop, or one that was talked into it, may repeat the call as fast as it can.',
    help: () => 'give it a `rate_limit`, or a level with an `approval`',
  }),
  TW6002: row<{ where: string }>({
    severity: 'warning',
    title: 'A string of any length',
    message: ({ where }) => `${where} may be of any length`,
    why: 'What the model sends is checked, stored, logged and shown to approvers at its full length.',
    help: () => 'add `maxLength`',
  }),
  TW6003: row<{ where: string }>({
    severity: 'warning',
    title: 'A list of any length',
    message: ({ where }) => `${where} may have any number of items`,
    why: 'One call may then do the work of a million.',
    help: () => 'add `maxItems`',
  }),
  TW6004: row<{ where: string; status: string }>({
    severity: 'warning',
    title: 'A pattern that may take very long',
    message: ({ where, status }) => `recheck calls the pattern of ${where} ${status}`,
    why: 'A text made for it could stall who else validates by this schema, as MCP clients do; here it cannot.',
    help: () => 'make what repeats unambiguous, or bound it, as in `[a-z]{1,40}`',
  }),
  TW6005: row<{ where: string; anybodys?: string | undefined }>({
    severity: 'warning',
    title: 'An address that the model chooses freely',
    message: ({ where, anybodys }) =>
      `${where} looks like an address to send to, and ${
        anybodys === undefined ? 'names no hosts' : `anybody can have a host below \`${anybodys}\``
      }`,
    why: 'Whoever talks the model into an address of theirs is sent what the tool sends: reading alone can leak.',
    help: () => 'add `sanitize: [{ url: { hosts: [hooks.example.com] } }]`',
  }),
  TW6006: row<{ where: string; tool: string }>({
    severity: 'warning',
    title: 'Mail to anybody that nobody approves',
    message: ({ where, tool }) =>
      `${where} lets the model choose who gets mail, and nobody approves what \`${tool}\` sends`,
    why: 'Whoever talks the model into an address of theirs is sent what it knows.',
    help: () => 'ask for an approval, or take the address from the caller with `bind`',
  }),
  TW6007: row<{ tool: string; other: string }>({
    severity: 'warning',
    title: 'Two descriptions that a model cannot tell apart',
    message: ({ tool, other }) =>
      `\`${tool}\` is described in nearly the same words as \`${other}\``,
    why: told,
    help: () => 'say in both what the one does and the other does not',
  }),
  TW6008: row<{ tool: string }>({
    severity: 'warning',
    title: 'A description too thin to choose by',
    message: ({ tool }) => `the description of \`${tool}\` says no more than its name, or hardly`,
    why: told,
    help: () => 'say what it does, to what, and when to use it',
  }),
  TW6009: row<{ tool: string; tokens: number; most: number; about: string }>({
    severity: 'warning',
    title: 'A tool that costs many tokens',
    message: ({ tool, tokens, most, about }) =>
      `\`${tool}\` costs ${about}${tokens} tokens in every request; ${most} are plenty for a tool`,
    why: 'Every request that may use it pays for it, and a long list is chosen from less well.',
    help: () => 'shorten descriptions and lists of values, or split the tool',
  }),
  TW6010: row<{ level: string }>({
    severity: 'warning',
    title: 'A level that only records',
    message: ({ level }) => `level \`${level}\` is in shadow: it lets every call through`,
    why: 'A shadow level records what it would have decided, and protects nothing.',
    help: () => 'remove `shadow: true` once its records are what you expect',
  }),
  TW6011: row<{ tool: string; effect: string; level: string }>({
    severity: 'warning',
    title: 'A write that anybody may call',
    message: ({ tool, effect, level }) =>
      `tool \`${tool}\` ${does(effect)}, and anybody may call it: level \`${level}\` is public`,
    why: 'Nobody can be held to account for a call without a caller.',
    help: () => 'give it a level with `authenticated: true` or `roles`',
  }),
  TW6012: row<{ limit: string; mode: string }>({
    severity: 'warning',
    title: 'A mode for an outage that no tool follows',
    message: ({ limit, mode }) =>
      `limit \`${limit}\` says \`on_outage: ${mode}\`, and every tool under it changes something`,
    why: 'A change is denied while the limiter is down: else whoever can cause an outage lifts the limit.',
    help: () => 'write `on_outage: deny`, or leave it out',
  }),
  TW6013: row<{ lists: readonly string[]; steps: number; most: number }>({
    severity: 'warning',
    title: 'A condition that goes through one list for every item of another',
    message: ({ lists, steps }) =>
      `${lists.map((each) => `\`${each}\``).join(' inside of ')} takes ${words(steps)}`,
    why: 'The model says how long the lists are, and conditions are tried on every call, before anything is refused.',
    help: ({ most }) =>
      `give the lists a \`maxItems\`, so that these make at most ${most} together`,
  }),
  TW6020: row<{ problem: string }>({
    severity: 'warning',
    title: 'A silence that says too little',
    message: ({ problem }) => `this comment silences nothing: ${problem}`,
    why: 'Who reads it later must know what was let pass, and why.',
    help: () => 'write `# lint: allow TW6001 because …`',
  }),
  TW6021: row<{ code: string }>({
    severity: 'warning',
    title: 'A silence that nothing needs',
    message: ({ code }) => `there is no ${code} here to allow`,
    why: 'It would hide the next one, which nobody has thought about.',
    help: () => 'remove the comment, or put it above the line, or the tool, that it is about',
  }),
};
