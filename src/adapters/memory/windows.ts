import {
  type DriftVerdict,
  sliceKeyOf,
  type WindowFilter,
  type WindowProfile,
  type WindowQuality,
  type WindowStore,
  type WindowUpdate,
} from "#monitoring";

interface Placed {
  readonly modelVersion: number;
  readonly windowStart: number;
  readonly revision: number;
}

function isMeant({ modelVersion, windowStart }: Placed, filter: WindowFilter): boolean {
  if (filter.modelVersion !== undefined && modelVersion !== filter.modelVersion) return false;
  const from = filter.from ?? Number.NEGATIVE_INFINITY;
  return windowStart >= from && windowStart < (filter.until ?? Number.POSITIVE_INFINITY);
}

const keyOf = ({ modelVersion, windowStart }: Placed, part = ""): string => `${modelVersion}/${windowStart}/${part}`;

function put<Value extends Placed>(map: Map<string, Value>, key: string, value: Value): void {
  const before = map.get(key);
  if (before === undefined || before.revision <= value.revision) map.set(key, structuredClone(value));
}

function found<Value extends Placed>(map: Map<string, Value>, filter: WindowFilter): readonly Value[] {
  return [...map.entries()]
    .filter(([, value]) => isMeant(value, filter))
    .sort(
      ([leftKey, left], [rightKey, right]) =>
        left.windowStart - right.windowStart ||
        left.modelVersion - right.modelVersion ||
        (leftKey < rightKey ? -1 : leftKey > rightKey ? 1 : 0),
    )
    .map(([, value]) => structuredClone(value));
}

/** A {@link WindowStore} that forgets everything when the process ends. */
export function createMemoryWindowStore(): WindowStore {
  const positions = new Map<string, number>();
  const profiles = new Map<string, WindowProfile>();
  const drift = new Map<string, DriftVerdict>();
  const quality = new Map<string, WindowQuality>();
  const detectors = new Map<string, WindowUpdate["detectors"][number]>();
  return {
    position: (reader) => positions.get(reader) ?? 0,
    append: (update) => {
      if ((positions.get(update.reader) ?? 0) !== update.fromVersion) return false;
      positions.set(update.reader, update.toVersion);
      for (const profile of update.profiles) put(profiles, keyOf(profile, sliceKeyOf(profile.slice)), profile);
      for (const verdict of update.drift) put(drift, keyOf(verdict), verdict);
      for (const verdict of update.quality) put(quality, keyOf(verdict), verdict);
      for (const state of update.detectors) detectors.set(`${state.modelVersion}/${state.windowStart}`, state);
      return true;
    },
    profiles: (filter) => found(profiles, filter),
    drift: (filter) => found(drift, filter),
    quality: (filter) => found(quality, filter),
    detectorBefore: (modelVersion, start) => {
      const earlier = [...detectors.values()]
        .filter((state) => state.modelVersion === modelVersion && state.windowStart < start)
        .sort((left, right) => right.windowStart - left.windowStart)[0];
      return earlier === undefined ? null : { windowStart: earlier.windowStart, state: earlier.state };
    },
  };
}
