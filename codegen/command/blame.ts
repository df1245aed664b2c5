import { oldestNode } from '../layout.js';

/** What is said of an error that no diagnostic describes: one line, whose fault it is, and what to do. */
export function blame(error: unknown, verbose: boolean, node = process.versions.node): string {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const more = verbose ? stack : 'Run it with --verbose for the stack.';
  return `internal error: ${message.split('\n')[0]}\n${more}\n${whose(node)}\n`;
}

function whose(node: string): string {
  const oldest = oldestNode();
  return isOlder(node, oldest)
    ? `This is Node ${node}, and toolwright needs ${oldest} or later. Run it with a later one.`
    : 'This is a fault of toolwright. Please report it with your tools.yaml.';
}

function isOlder(node: string, than: string): boolean {
  const [found, least] = [node.split('.').map(Number), than.split('.').map(Number)];
  const at = least.findIndex((part, index) => part !== found[index]);
  return at !== -1 && (found[at] ?? 0) < (least[at] as number);
}
