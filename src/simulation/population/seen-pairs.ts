import type { Customer, CustomerValue, PopulationColumn } from "./column.js";

/** Knows which levels of two columns occur together. */
export interface SeenPairs {
  /** Whether the customer's level in that column was seen with each of its other levels. */
  fit(customer: Customer, column: string): boolean;
}

interface LevelColumn {
  readonly name: string;
  readonly codes: ReadonlyMap<CustomerValue, number>;
  readonly ofRows: Int32Array;
}

/** One column beside another: `seen[own code × width + other code]` is 1 where a row shows both. */
interface Partner {
  readonly other: LevelColumn;
  readonly seen: Uint8Array;
}

function levelColumn(column: PopulationColumn): LevelColumn {
  const codes = new Map<CustomerValue, number>();
  const ofRows = Int32Array.from(column.values, (value) => {
    if (!codes.has(value)) codes.set(value, codes.size);
    return codes.get(value)!;
  });
  return { name: column.name, codes, ofRows };
}

function partnerOf(own: LevelColumn, other: LevelColumn): Partner {
  const width = other.codes.size;
  const seen = new Uint8Array(own.codes.size * width);
  for (const [row, code] of own.ofRows.entries()) seen[code * width + other.ofRows[row]!] = 1;
  return { other, seen };
}

/** Learns every pair of levels that occurs in the rows. */
export function learnPairs(columns: readonly PopulationColumn[]): SeenPairs {
  const levels = columns.filter(({ kind }) => kind === "level").map(levelColumn);
  const partners = new Map(
    levels.map((own) => {
      const others = levels.filter((other) => other !== own).map((other) => partnerOf(own, other));
      return [own.name, { own, others }] as const;
    }),
  );
  return {
    fit: (customer, column) => {
      const found = partners.get(column);
      if (found === undefined) return true;
      const code = found.own.codes.get(customer[column]!)!;
      return found.others.every(({ other, seen }) => {
        const otherCode = other.codes.get(customer[other.name]!)!;
        return seen[code * other.codes.size + otherCode] === 1;
      });
    },
  };
}
