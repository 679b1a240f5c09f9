import { parseDocument } from "yaml";

/**
 * The text of a project file with another label horizon; comments stay.
 * @param horizon such as `30d`
 */
export function withLabelHorizon(text: string, horizon: string): string {
  const document = parseDocument(text);
  document.setIn(["data", "label", "horizon"], horizon);
  return document.toString({ lineWidth: 0 });
}
