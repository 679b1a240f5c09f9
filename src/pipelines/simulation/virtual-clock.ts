import type { Clock } from "#kernel";
import type { Waiting } from "#orchestration";

/** A clock that goes only where it is told to. */
export interface VirtualClock extends Clock {
  /** Goes to a later moment, epoch milliseconds; an earlier one changes nothing. */
  moveTo(epochMs: number): void;
}

/** A clock that stands at a moment. */
export function createVirtualClock(startMs: number): VirtualClock {
  let now = startMs;
  return {
    now: () => now,
    moveTo: (epochMs) => {
      now = Math.max(now, epochMs);
    },
  };
}

/** Waits for work that is under way; where there is none, the clock moves on at once. */
export function virtualWaiting(clock: VirtualClock): Waiting {
  return {
    wait: async (ms, wake) => {
      if (wake === null) clock.moveTo(clock.now() + ms);
      else await wake;
    },
  };
}
