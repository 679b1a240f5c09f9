import type { Clock } from "#kernel";

/** The computer's clock. */
export const systemClock: Clock = { now: () => Date.now() };
