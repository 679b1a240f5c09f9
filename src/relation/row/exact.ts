const exactIntegers = 2 ** 53;

function roundInteger(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}

/**
 * The number rounded to decimal digits, halves away from zero. Computed as round(x · 10^d) / 10^d in double precision, as
 * the SQL generators do, so 1.005 rounds to 1 as its double is below 1.005.
 * @param digits -15 … 15
 */
export function roundHalfAway(value: number, digits: number): number {
  if (!(Math.abs(value) < exactIntegers)) return value;
  const scale = Number(`1e${Math.abs(digits)}`);
  if (digits < 0) return roundInteger(value / scale) * scale;
  return digits === 0 ? roundInteger(value) : roundInteger(value * scale) / scale;
}

const blankEnds = /^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g;

/** The text without blanks at both ends; blanks are space, tab and line ends. */
export function trimText(text: string): string {
  return text.replaceAll(blankEnds, "");
}

const ascii = /^\p{ASCII}*$/u;

function mapped(text: string, change: (character: string) => string, exceptions: ReadonlyMap<string, string>): string {
  if (ascii.test(text)) return change(text);
  let result = "";
  for (const character of text) {
    const other = exceptions.get(character) ?? change(character);
    result += other.length === character.length ? other : character;
  }
  return result;
}

const lowerExceptions = new Map([["\u0130", "i"]]);
const upperExceptions = new Map([["\u00df", "\u1e9e"]]);

/** The text in small letters, one character for each; letters without a partner of one character stay. */
export function lowerText(text: string): string {
  return mapped(text, (character) => character.toLowerCase(), lowerExceptions);
}

/** The text in capital letters, one character for each; letters without a partner of one character stay. */
export function upperText(text: string): string {
  return mapped(text, (character) => character.toUpperCase(), upperExceptions);
}
