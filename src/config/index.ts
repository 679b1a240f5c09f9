export { printYaml } from "./print-yaml.js";
export { changeProjectFile } from "./change-project-file.js";
export { type Environment, readEnvironment } from "./environment.js";
export { parseProjectConfig, type ProjectConfig, projectFileSchema } from "./project-config.js";
export { loadProjectFolder, type ProjectFolder, projectFileName } from "./project-folder.js";
export { loadScenario, parseScenario, scenarioNames } from "./scenario-file.js";
export type { RetentionOptions } from "./retention-options.js";
