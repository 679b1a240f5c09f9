/** Where every stage gets the time from; tests and simulations pass their own. */
export interface Clock {
  /** Now, in milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

/** An ISO 8601 instant in UTC with milliseconds, as stored in every record. */
export type Instant = string;

/** The clock's present moment as an {@link Instant}. */
export function instantOf(clock: Clock): Instant {
  return new Date(clock.now()).toISOString();
}
