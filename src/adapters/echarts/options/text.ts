/** Faces that systems have; unquoted, because the names stand in an attribute. */
export const fontFamily = "-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif";

/** Pixels; drawings are shown near their own size. */
export const textSize = 12;

/** Characters by their width in the sans-serif faces above, in pixels at `textSize`; the widest of the faces counts. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[fijlrtI .,:;'|!()[\]/\-\u00a0]/, 4.5],
  [/[mMW%@w—]/, 11.6],
  [/[A-Z&…]/, 9],
  [/[\u0020-\u02ff]/, 7.5],
];

/**
 * Width of a text in pixels, rather too large than too small.
 * @param text one line
 * @param size of the type, in pixels
 */
export function textWidth(text: string, size: number = textSize): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return (width * size) / textSize;
}

function characterWidth(character: string): number {
  return widths.find(([characters]) => characters.test(character))?.[1] ?? textSize;
}

/**
 * A text cut to a width, with an ellipsis where something is missing.
 * @param text one line
 * @param width pixels
 * @param size of the type, in pixels
 */
export function ellipsis(text: string, width: number, size: number = textSize): string {
  if (textWidth(text, size) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 1 && textWidth(`${characters.join("")}…`, size) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}
