export { openPlainTableFile } from "./plain-table-file.js";
