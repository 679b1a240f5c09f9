/** One customer of a day. */
export interface Arrival {
  readonly entity: string;
  /** Epoch milliseconds. */
  readonly arrivedAt: number;
  /** What arrives: spellings by column, with faults of the feed. */
  readonly row: Readonly<Record<string, string | null>>;
  /** True chance of the positive outcome, without an offer. */
  readonly probability: number;
  /** Whether it came before and comes again because the feed is stale. */
  readonly isRepeat: boolean;
}

/** One day of a world. */
export interface WorldDay {
  /** Counted from 1. */
  readonly day: number;
  /** Epoch milliseconds of its beginning. */
  readonly startMs: number;
  /** Columns of what arrives, in order, the label not among them. */
  readonly columns: readonly string[];
  readonly arrivals: readonly Arrival[];
}

/** A change that is in force on a day, for people. */
export interface ActiveChange {
  readonly part: "customers" | "outcomes" | "feed" | "labels";
  /** Such as `MonthlyCharges × 1.6`. */
  readonly what: string;
  /** 1 is all of it; a creeping change goes beyond. */
  readonly strength: number;
}
