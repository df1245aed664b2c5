import type { Approval, Outcome } from '../../src/call.js';
import type { ToolEvent } from '../../src/event.js';
import type { ApprovalDecision, Grant, Redemption } from '../../src/ledger/ledger.js';
import type { Charge, Taken } from '../../src/limiter/limiter.js';
import type { Caller } from '../../src/tool.js';
import type { Args, ToolName } from './tools.js';

/** A handler at work: for which ask, and with what. */
export interface Line {
  readonly ask: number;
  readonly tool: ToolName;
  readonly args: Args;
  readonly key: string;
  readonly once: string;
  readonly fence: number | undefined;
  readonly caller: Caller | null;
}

/** What an outside observer saw, in order; `at` is the time of the virtual clock. */
export type Seen = { readonly at: number } & (
  | {
      readonly type: 'ask';
      readonly ask: number;
      readonly process: number;
      readonly tool: ToolName | undefined;
      readonly caller: Caller | null;
      /** The approval that is resumed. */
      readonly resumes?: string;
      /** When everything is well again: nothing excuses a refusal. */
      readonly last?: true;
    }
  | { readonly type: 'answer'; readonly ask: number; readonly outcome: Outcome }
  /** The call did not come to be: there is no such approval of this caller, or nobody knows. */
  | { readonly type: 'threw'; readonly ask: number; readonly name: string }
  | ({ readonly type: 'start' } & Line)
  | ({ readonly type: 'effect' } & Line)
  | { readonly type: 'crash'; readonly process: number }
  /** A line of the audit log; one that is there twice, word for word, is a copy. */
  | { readonly type: 'stored'; readonly event: ToolEvent; readonly body: string }
  | { readonly type: 'begun'; readonly key: string }
  | { readonly type: 'proposed'; readonly approval: Approval }
  | { readonly type: 'decided'; readonly id: string; readonly decision: ApprovalDecision }
  | { readonly type: 'redeemed'; readonly redemption: Redemption }
  | { readonly type: 'granted'; readonly grant: Grant }
  | { readonly type: 'spent'; readonly id: string }
  /** Nothing goes wrong with the ledger in this world. */
  | { readonly type: 'calm ledger' }
  /** What the limiter said to a process that was still waiting for it. */
  | {
      readonly type: 'heard';
      readonly process: number;
      readonly charges: readonly Charge[];
      readonly said: 'yes' | 'no';
    }
  | {
      readonly type: 'taken';
      readonly charges: readonly Charge[];
      readonly once: string | undefined;
      readonly taken: Taken;
    }
);

export type History = readonly Seen[];

type OmitAt<Event> = Event extends unknown ? Omit<Event, 'at'> : never;
export type Saw = (event: OmitAt<Seen>) => void;
