/**
 * Reads texts, those that were read lately only once. What is given out is shared, so nobody may change it.
 * @param read a pure function of the text
 * @param most texts that are remembered, at least; at most twice as many
 */
export function createTextCache<Value>(read: (text: string) => Value, most: number): (text: string) => Value {
  // Two generations: what is still wanted when the newer one is full moves on, the rest is forgotten.
  let newer = new Map<string, Value>();
  let older = new Map<string, Value>();
  return (text) => {
    const known = newer.get(text);
    if (known !== undefined) return known;
    const value = older.get(text) ?? read(text);
    if (newer.size >= most) {
      older = newer;
      newer = new Map();
    }
    newer.set(text, value);
    return value;
  };
}
