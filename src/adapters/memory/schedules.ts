import type { Json } from "#kernel";
import type { JobDefinition, RaisedEvent, ScheduleStore } from "#orchestration";

/** Keeps what starts jobs by themselves in this process. */
export function createMemoryScheduleStore(): ScheduleStore {
  const definitions = new Map<string, JobDefinition>();
  const cursors = new Map<string, Json>();
  const events: RaisedEvent[] = [];
  return {
    definitions: () =>
      [...definitions.values()].toSorted((left, right) => (left.job < right.job ? -1 : left.job > right.job ? 1 : 0)),
    define: (definition) => {
      definitions.set(definition.job, structuredClone(definition));
    },
    cursor: (job, source) => cursors.get(JSON.stringify([job, source])) ?? null,
    moveCursor: (job, source, to) => {
      cursors.set(JSON.stringify([job, source]), structuredClone(to));
    },
    raise: (event) => {
      if (events.some(({ key }) => key === event.key)) return false;
      events.push({ ...structuredClone(event), sequence: events.length + 1 });
      return true;
    },
    raisedAfter: (sequence) => events.filter((event) => event.sequence > sequence),
  };
}
