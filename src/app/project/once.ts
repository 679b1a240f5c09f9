/** Something that is made when it is first asked for, and only once. */
export interface Once<Value> {
  (): Promise<Value>;
  /** Ends it with `end` if it was ever made; what failed to be made needs no end. */
  close(end: (value: Value) => Promise<void>): Promise<void>;
}

/** Makes a value at the first call; later calls give the same one. */
export function once<Value>(make: () => Promise<Value>): Once<Value> {
  let made: Promise<Value> | undefined;
  const get = (): Promise<Value> => {
    made ??= make();
    return made;
  };
  return Object.assign(get, {
    close: async (end: (value: Value) => Promise<void>): Promise<void> => {
      const isMade = await made?.then(
        () => true,
        () => false,
      );
      if (isMade === true) await end(await made!);
    },
  });
}
