import type * as App from "#app";
import type { CommandContext, CommandOutcome } from "./command.js";

/**
 * Opens the project a command works on, runs the command and closes the project again.
 *
 * The application is imported only here, so that `--help` and wrong usage answer at once.
 */
export async function withProject(
  context: CommandContext,
  work: (project: App.Project, app: typeof App) => Promise<CommandOutcome> | CommandOutcome,
): Promise<CommandOutcome> {
  const app = await import("#app");
  const project = await app.openProject(context);
  try {
    return await work(project, app);
  } finally {
    await project.close();
  }
}
