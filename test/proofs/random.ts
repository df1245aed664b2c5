/** Choices that repeat: the same seed, the same choices. Xorshift, 32 bits (Marsaglia 2003). */
export interface Random {
  /** From 0 to `below` - 1. */
  integer(below: number): number;
  pick<Item>(list: readonly Item[]): Item;
  chance(of: number): boolean;
  /** Each item with this chance, in order. */
  some<Item>(list: readonly Item[], of?: number): Item[];
}

export function random(seed: number): Random {
  let state = seed | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
  const integer = (below: number) => Math.floor(next() * below);
  return {
    integer,
    pick: <Item>(list: readonly Item[]) => list[integer(list.length)] as Item,
    chance: (of) => next() < of,
    some: (list, of = 0.5) => list.filter(() => next() < of),
  };
}

export function shuffled<Item>(list: readonly Item[], { integer }: Random): Item[] {
  const items = [...list];
  for (let at = items.length - 1; at > 0; at -= 1) {
    const other = integer(at + 1);
    [items[at], items[other]] = [items[other] as Item, items[at] as Item];
  }
  return items;
}
