/** Spellings that people and programs use for "no value", in any kind of column. */
export const missingSpellings: readonly string[] = [
  "",
  "NA",
  "N/A",
  "n/a",
  "#N/A",
  "NaN",
  "nan",
  "NAN",
  "NULL",
  "null",
  "Null",
  "<NA>",
  "\\N",
  "?",
  "-",
  "--",
  ".",
  "None",
  "none",
  "NONE",
  "na",
  "missing",
];

/** Spellings that may well be a level of a category (`None`: no insurance) and mean missing only among numbers and dates. */
export const possibleLevels: readonly string[] = ["-", "--", ".", "None", "none", "NONE", "na", "missing"];
