import {
  keyText,
  type PerformanceEntry,
  type PerformanceFilter,
  type PerformanceKey,
  type PerformancePosition,
  type PerformanceStore,
  sumsFromText,
  sumsText,
} from "#monitoring";

function isMeant(key: PerformanceKey, { modelVersion, sliceKey, sliceValue, from, until }: PerformanceFilter): boolean {
  if (modelVersion !== undefined && key.modelVersion !== modelVersion) return false;
  if (sliceKey !== undefined && key.sliceKey !== sliceKey) return false;
  if (sliceValue !== undefined && key.sliceValue !== sliceValue) return false;
  return key.windowStart >= (from ?? Number.NEGATIVE_INFINITY) && key.windowStart < (until ?? Number.POSITIVE_INFINITY);
}

const compareText = (left: string, right: string): number => (left === right ? 0 : left < right ? -1 : 1);

const inOrder = (left: PerformanceKey, right: PerformanceKey): number =>
  left.windowStart - right.windowStart ||
  left.modelVersion - right.modelVersion ||
  compareText(left.sliceKey, right.sliceKey) ||
  compareText(left.sliceValue, right.sliceValue);

/** A {@link PerformanceStore} that forgets everything when the process ends; its transactions cannot be undone. */
export function createMemoryPerformanceStore(): PerformanceStore {
  const windows = new Map<string, { readonly key: PerformanceKey; readonly text: string }>();
  const entries = new Map<string, PerformanceEntry[]>();
  let position: PerformancePosition = { logVersion: 0, labelVersion: 0, asOf: 0 };
  return {
    position: () => position,
    setPosition: (next) => {
      position = { ...next };
    },
    transaction: (work) => work(),
    windows: (filter) =>
      [...windows.values()]
        .filter(({ key }) => isMeant(key, filter))
        .sort((left, right) => inOrder(left.key, right.key))
        .map(({ key, text }) => ({ key, sums: sumsFromText(text) })),
    saveWindows: (saved) => {
      for (const { key, sums } of saved) windows.set(keyText(key), { key: { ...key }, text: sumsText(sums) });
    },
    entries: (filter) =>
      [...entries.values()]
        .flatMap((revisions) => (filter.all === true ? revisions : revisions.slice(-1)))
        .filter((entry) => isMeant(entry, filter))
        .sort((left, right) => inOrder(left, right) || left.revision - right.revision)
        .map((entry) => structuredClone(entry)),
    saveEntries: (added) => {
      for (const entry of added) {
        const revisions = entries.get(keyText(entry)) ?? [];
        if (revisions.some(({ revision }) => revision === entry.revision)) continue;
        const next = [...revisions, structuredClone(entry)].sort((left, right) => left.revision - right.revision);
        entries.set(keyText(entry), next);
      }
    },
  };
}
