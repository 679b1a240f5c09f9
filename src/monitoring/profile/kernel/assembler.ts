/** Bytes of WebAssembly that leave one value, or do something. */
export type Code = readonly number[];

/** A whole number of at least 0 in seven bits a byte. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return [...bytes, rest];
}

/** The same with a sign in the last byte's bit 6. */
function signed(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  while (rest < -64 || rest > 63) {
    bytes.push((rest & 127) | 128);
    rest >>= 7;
  }
  return [...bytes, rest & 127];
}

/** Code of what is done with operands that were made before. */
type Operation = (...operands: readonly Code[]) => Code;

const operation =
  (opcode: number): Operation =>
  (...operands) => [...operands.flat(), opcode];

const vectorOperation =
  (opcode: number): Operation =>
  (...operands) => [...operands.flat(), 0xfd, ...unsigned(opcode)];

/** A local variable or parameter. */
export const local = {
  get: (place: number): Code => [0x20, place],
  set: (place: number, value: Code): Code => [...value, 0x21, place],
};

type Load = (at: Code, offset: number) => Code;
type Store = (at: Code, value: Code, offset: number) => Code;
type Constant = (value: number) => Code;

/** Whole numbers of 32 bits; `at` is an address, `offset` is added to it. */
export const i32: Readonly<
  Record<"add" | "shiftLeft" | "isBelow" | "isZero" | "lowHalf", Operation> &
    Record<"load" | "load16", Load> & { readonly of: Constant; readonly store: Store }
> = {
  of: (value: number): Code => [0x41, ...signed(value)],
  add: operation(0x6a),
  shiftLeft: operation(0x74),
  isBelow: operation(0x49),
  isZero: operation(0x45),
  lowHalf: operation(0xa7),
  load: (at: Code, offset: number): Code => [...at, 0x28, 2, ...unsigned(offset)],
  load16: (at: Code, offset: number): Code => [...at, 0x2f, 1, ...unsigned(offset)],
  store: (at: Code, value: Code, offset: number): Code => [...at, ...value, 0x36, 2, ...unsigned(offset)],
};

/** Doubles. */
export const f64: { readonly of: Constant; readonly isBelow: Operation; readonly load: Load } = {
  of: (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)],
  isBelow: operation(0x63),
  load: (at: Code, offset: number): Code => [...at, 0x2b, 3, ...unsigned(offset)],
};

/** Two doubles at once, or two whole numbers of 64 bits. */
export const pair: Readonly<
  Record<
    "of" | "add" | "subtract" | "multiply" | "smaller" | "larger" | "floor" | "isEqual" | "subtractWhole",
    Operation
  > & {
    readonly wholeAt: (value: Code, lane: number) => Code;
    readonly load: (at: Code) => Code;
    readonly store: Store;
  }
> = {
  of: vectorOperation(0x14),
  add: vectorOperation(0xf0),
  subtract: vectorOperation(0xf1),
  multiply: vectorOperation(0xf2),
  /** The second where it is below the first, else the first: so the first where one is no number. */
  smaller: vectorOperation(0xf6),
  /** The second where the first is below it, else the first. */
  larger: vectorOperation(0xf7),
  floor: vectorOperation(0x75),
  /** −1 where equal, else 0, as whole numbers. */
  isEqual: vectorOperation(0x47),
  subtractWhole: vectorOperation(0xd1),
  wholeAt: (value: Code, lane: number): Code => [...value, 0xfd, 0x1d, lane],
  load: (at: Code): Code => [...at, 0xfd, 0x00, 0, 0],
  store: (at: Code, value: Code, offset: number): Code => [...at, ...value, 0xfd, 0x0b, 0, ...unsigned(offset)],
};

const empty = 0x40;
const end = 0x0b;

/** Runs `body` again as long as `condition`, which comes after it, holds. */
export const repeatWhile = (body: Code, condition: Code): Code => [0x03, empty, ...body, ...condition, 0x0d, 0, end];

/** Runs `body` as long as `condition`, which comes before it, holds. */
export const whileTrue = (condition: Code, body: Code): Code => [
  0x02,
  empty,
  0x03,
  empty,
  ...i32.isZero(condition),
  0x0d,
  1,
  ...body,
  0x0c,
  0,
  end,
  end,
];

const types = { i32: 0x7f, f64: 0x7c, pair: 0x7b };

/** A kind of value, and so many of them. */
export type Several = readonly [keyof typeof types, number];

/** The mark and version 1. */
const moduleHead = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

const section = (id: number, bytes: Code): Code => [id, ...unsigned(bytes.length), ...bytes];

/**
 * A module of one function, `run`, that returns nothing, and of its `memory`.
 * @param parameters their kinds in order @param locals what follows them @param pages of 64 KiB
 * @source WebAssembly core specification 2.0, binary format
 */
export function moduleOf(
  { parameters, locals, pages }: Record<"parameters" | "locals", readonly Several[]> & { readonly pages: number },
  body: Code,
): Uint8Array {
  const kinds = parameters.flatMap(([kind, count]) => new Array<number>(count).fill(types[kind]));
  const declared = locals.flatMap(([kind, count]) => [count, types[kind]]);
  const code = [locals.length, ...declared, ...body, end];
  const name = (text: string): Code => [text.length, ...Buffer.from(text)];
  return Uint8Array.from([
    ...moduleHead,
    ...section(1, [1, 0x60, kinds.length, ...kinds, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, pages]),
    ...section(7, [2, ...name("memory"), 2, 0, ...name("run"), 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
}
