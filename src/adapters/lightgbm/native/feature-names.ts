/** Characters that LightGBM refuses or rewrites in feature names. */
const refused = /[\s",:[\]{}]/g;

/** Names the library accepts, in the same order: refused characters become `_`, repeated names get a number. */
export function libraryFeatureNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = name.replace(refused, "_") || "_";
    let unique = plain;
    for (let copy = 2; taken.has(unique); copy += 1) unique = `${plain}_${copy}`;
    taken.add(unique);
    return unique;
  });
}
