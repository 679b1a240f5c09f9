// The import table: folder → folders it may import through their front doors. Everything may import `kernel`.
// ARCHITECTURE.md prints the same table; test/docs compares the two. Change it in a commit of its own, with the reason.
const vocabulary = ["statistics", "metrics", "tabular", "relation"];
const stages = [
  "ingestion",
  "features",
  "training",
  "tuning",
  "tracking",
  "registry",
  "validation",
  "inference",
  "monitoring",
  "retraining",
];

const motion = ["orchestration", "notifications", "simulation"];

export const importTable = {
  kernel: [],
  statistics: [],
  tabular: [],
  relation: ["tabular"],
  metrics: ["statistics"],
  ingestion: ["tabular", "relation"],
  features: ["tabular", "relation"],
  training: ["tabular", "metrics", "statistics"],
  tuning: ["statistics"],
  tracking: ["tabular"],
  registry: ["tabular"],
  validation: ["tabular", "metrics", "statistics", "registry"],
  inference: ["tabular", "relation", "features", "registry", "metrics"],
  monitoring: ["tabular", "relation", "statistics", "metrics", "inference"],
  retraining: ["tabular", "statistics", "metrics", "registry", "monitoring"],
  orchestration: [],
  notifications: [],
  simulation: ["tabular", "statistics"],
  reporting: [...stages, ...vocabulary],
  pipelines: [...vocabulary, ...stages, ...motion, "reporting"],
  comparison: ["statistics", "tabular", "ingestion", "monitoring", "reporting", "adapters"],
  config: [...vocabulary, ...stages, ...motion],
  app: [...vocabulary, ...stages, ...motion, "reporting", "pipelines", "config", "adapters"],
  server: ["app"],
  cli: ["app", "comparison", "config", "server"],
};

/** Adapter → folders whose ports it implements, beside the vocabulary. */
export const adapterTable = {
  duckdb: ["ingestion"],
  echarts: ["reporting"],
  lake: [],
  lightgbm: ["training", "inference"],
  memory: ["tracking", "registry", "orchestration", "notifications", "tuning", "monitoring", "retraining"],
  parquet: ["ingestion"],
  process: ["orchestration"],
  resvg: ["reporting", "notifications"],
  smtp: ["notifications"],
  sqlite: ["tracking", "registry", "orchestration", "notifications", "tuning", "monitoring", "retraining"],
  system: ["registry"],
  webhook: ["notifications"],
};

/** npm packages a folder may import; a folder that is not named may import none. */
export const packageTable = {
  "adapters/duckdb": ["@duckdb/node-api"],
  "adapters/echarts": ["echarts"],
  "adapters/lightgbm": ["koffi"],
  "adapters/resvg": ["@resvg/resvg-js"],
  "adapters/smtp": ["nodemailer"],
  "adapters/sqlite": ["@photostructure/sqlite"],
  ...Object.fromEntries([...stages, ...motion, "relation", "tabular"].map((folder) => [folder, ["zod"]])),
  orchestration: ["zod", "croner"],
  config: ["zod", "yaml"],
  server: ["fastify", "prom-client", "zod"],
  cli: ["commander", "picocolors"],
};

// The command line prints the stages' records, so it may name their types; it runs nothing of them.
const typesOnly = new Set(["cli"]);

const mayImport = (path, allowed) => ({
  name: `imports-of-${path.replace("/", "-")}`,
  severity: "error",
  comment: "The import table in .dependency-cruiser.mjs does not allow this import.",
  from: { path: `^src/${path}/` },
  to: {
    path: "^src/",
    pathNot: [path, "kernel", ...allowed].map((folder) => `^src/${folder}/`),
    ...(typesOnly.has(path) ? { dependencyTypesNot: ["type-only"] } : {}),
  },
});

const npmOf = (path) => ({
  name: `npm-of-${path.replace("/", "-")}`,
  severity: "error",
  comment: "The package table in .dependency-cruiser.mjs does not allow this package.",
  from: { path: `^src/${path}/` },
  to: {
    dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-no-pkg", "npm-unknown"],
    pathNot: (packageTable[path] ?? []).map((name) => `node_modules/${name}/`),
  },
});

// Where a process or a thread begins, and the public door.
const entries = "^src/(?:index|cli/main|adapters/lightgbm/worker)\\.ts$";

const folders = [...Object.keys(importTable), ...Object.keys(adapterTable).map((name) => `adapters/${name}`)];

export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    { name: "nothing-imports-tests", severity: "error", from: { pathNot: "^test/" }, to: { path: "^test/" } },
    {
      name: "front-doors-only",
      severity: "error",
      comment: "Another folder is entered through its index.ts.",
      from: { path: "^src/(adapters/[^/]+|[^/]+)/" },
      to: { path: "^src/[^/]+/", pathNot: ["^src/(?:adapters/)?[^/]+/index\\.ts$", "^src/$1/"] },
    },
    {
      name: "own-door-stays-closed",
      severity: "error",
      comment: "A folder's own files use relative paths, never their own index.ts.",
      from: { path: "^src/(adapters/[^/]+|[^/]+)/(?!index\\.ts$)" },
      to: { path: "^src/$1/index\\.ts$" },
    },
    {
      name: "outside-world-at-the-edges",
      severity: "error",
      comment: "Files, processes and sockets only in adapters, config, server and cli.",
      from: { path: "^src/(?!adapters/|config/|cli/|server/|app/main-module)" },
      to: { path: "^(?:node:)?(fs|fs/promises|child_process|net|http|https)$" },
    },
    {
      name: "everything-is-reachable",
      severity: "error",
      from: { path: entries },
      to: { path: "^src/", pathNot: entries, reachable: false },
    },
    ...Object.entries(importTable).map(([folder, allowed]) => mayImport(folder, allowed)),
    ...Object.entries(adapterTable).map(([name, allowed]) =>
      mayImport(`adapters/${name}`, [...vocabulary, ...allowed]),
    ),
    ...folders.map(npmOf),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["source", "import", "node", "default"] },
    parser: "swc",
  },
};
