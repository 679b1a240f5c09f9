// Joins the modules of a build into a few files, one for each part that is loaded for itself: a command loads a handful of files where
// it would look for hundreds, and leaves out what it does not use. Packages of many small files are joined too, with their licences;
// all others stay where they are.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));
// Paths relative to a module are right in it too: it lies as deep as the folders of the build.
const folder = join(root, "dist", "bundle");

const joined = new Set(["commander", "croner", "echarts", "picocolors", "tslib", "yaml", "zod", "zrender"]);

const bundle = await rolldown({
  cwd: root,
  input: { main: join(root, "dist", "cli", "main.js") },
  platform: "node",
  external: (name) => name.startsWith("node:") || (/^[a-z@]/.test(name) && !joined.has(name.split("/")[0])),
  // A module of this package does nothing when it is loaded; others say so themselves.
  treeshake: { moduleSideEffects: [{ test: /^(?!.*\bnode_modules\b).*\bdist\b/, sideEffects: false }] },
  resolve: { conditionNames: ["node", "import", "default"] },
});
rmSync(folder, { recursive: true, force: true });
const { output } = await bundle.write({ dir: folder, format: "esm" });
const modules = output.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
const packages = new Set(modules.flatMap((id) => id.match(/^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[0] ?? []));
const isLicence = (name) => /^(licen[cs]es?|notice)\b/i.test(name);
const texts = [...packages].sort().flatMap((place) =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => isLicence(file.slice(place.length)) && statSync(file).isFile())
    .map((file) => `${file.slice(file.indexOf("node_modules/"))}\n\n${readFileSync(file, "utf8")}`),
);
writeFileSync(join(folder, "LICENSES.txt"), texts.join(`\n${"-".repeat(80)}\n\n`));
await bundle.close();
