import type { Json } from "#kernel";
import { stringify } from "yaml";

/** A value as YAML, keys in their order, long texts on one line. */
export function printYaml(value: Json): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
