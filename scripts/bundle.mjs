// Joins the modules of a build into a few files, one for each part that is loaded for itself: a command loads a handful of files where
// it would look for hundreds, and leaves out what it does not use. Packages stay where they are.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));
// Paths relative to a module are right in it too: it lies as deep as the folders of the build.
const folder = join(root, "dist", "bundle");

const bundle = await rolldown({
  cwd: root,
  input: { main: join(root, "dist", "cli", "main.js") },
  platform: "node",
  external: (name) => name.startsWith("node:") || /^[a-z@]/.test(name),
  // A module of this package does nothing when it is loaded.
  treeshake: { moduleSideEffects: (_, isExternal) => isExternal },
  resolve: { conditionNames: ["node", "import", "default"] },
});
rmSync(folder, { recursive: true, force: true });
await bundle.write({ dir: folder, format: "esm" });
await bundle.close();
