import { applyEvent } from "./reduce.js";
import type { RunEvent } from "./events.js";
import type { RunState } from "./state.js";

/** A run that is being moved on: its present state and the events that led from the stored one. */
export interface Draft {
  readonly now: number;
  state(): RunState;
  emit(event: RunEvent): void;
  readonly events: readonly RunEvent[];
}

/** A draft of a run without changes. */
export function createDraft(stored: RunState, now: number): Draft {
  let state = stored;
  const events: RunEvent[] = [];
  return {
    now,
    events,
    state: () => state,
    emit: (event) => {
      state = applyEvent(state, event, now);
      events.push(event);
    },
  };
}
