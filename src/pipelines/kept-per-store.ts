/** Gives what was read before, or reads it. */
export type Kept<Value> = (store: object, key: number, read: () => Promise<Value>) => Promise<Value>;

/** Remembers what was read of things that never change, such as versions, by the store they came from and their number. */
export function keptPerStore<Value>(): Kept<Value> {
  const byStore = new WeakMap<object, Map<number, Value>>();
  return async (store, key, read) => {
    const kept = byStore.get(store) ?? new Map<number, Value>();
    byStore.set(store, kept);
    const found = kept.get(key);
    if (found !== undefined) return found;
    const value = await read();
    kept.set(key, value);
    return value;
  };
}
