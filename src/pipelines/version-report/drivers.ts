import type { GlobalExplanation } from "#inference";
import type { TrainingReportInput } from "#reporting";

type Drivers = Pick<TrainingReportInput, "importance" | "dependence" | "interaction">;

/** What the model leans on, as the report shows it. */
export function driversOf(explanation: GlobalExplanation | null): Drivers {
  if (explanation === null) return {};
  const { importance, partialDependence, interaction } = explanation;
  return {
    importance: importance.map(({ feature, share }) => ({ feature, share })),
    dependence: partialDependence.filter(({ points }) => points.length > 1),
    ...(interaction === null ? {} : { interaction }),
  };
}
