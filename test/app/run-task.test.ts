import { showJobRun, runTask } from "#app";
import { expect, it } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { handClock, trainedProject } from "../pipelines/customer-project.js";

it("tasks of one run are brought forward one after another, each with what it needs and nothing more", async () => {
  const clock = handClock("2026-01-01T00:00:00Z");
  const project = await trainedProject(temporaryFolder(), clock);
  try {
    const request = { job: "train", token: "databricks-1", parameters: { training: { trials: 1 } } };
    const first = await runTask(project, { ...request, task: "feature_engineering" });
    const statuses = (): object =>
      Object.fromEntries(showJobRun(project, first.runId).tasks.map(({ taskKey, status }) => [taskKey, status]));
    expect(first).toMatchObject({ succeeded: true, output: expect.any(Object) });
    expect(statuses()).toEqual({ feature_engineering: "succeeded", model_training: "ready" });

    const again = await runTask(project, { ...request, task: "feature_engineering" });
    expect(again).toEqual(first);

    const second = await runTask(project, { ...request, task: "model_training" });
    expect(second).toMatchObject({ runId: first.runId, succeeded: true, output: { runId: expect.any(String) } });
    expect(statuses()).toEqual({ feature_engineering: "succeeded", model_training: "succeeded" });

    await expect(runTask(project, { ...request, task: "model_trainin" })).rejects.toMatchObject({
      code: "orchestration/unknown-task",
      message: expect.stringContaining('Did you mean "model_training"?'),
    });
  } finally {
    await project.close();
  }
}, 60_000);
