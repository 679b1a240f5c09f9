import { conflict, notFound } from "#kernel";
import type { StudyRecord, StudyStore, TrialRecord } from "#tuning";

/** A {@link StudyStore} that forgets everything when the process ends. */
export function createMemoryStudyStore(): StudyStore {
  const studies = new Map<string, StudyRecord>();
  const trials = new Map<string, TrialRecord[]>();
  const trialsOf = (study: string): TrialRecord[] => {
    const found = trials.get(study);
    if (found === undefined) throw notFound("tuning/study-not-found", `there is no study "${study}"`, { study });
    return found;
  };
  return {
    createStudy: (study) => {
      const { name } = study.definition;
      if (studies.has(name)) throw conflict("tuning/study-exists", `study "${name}" exists already`, { study: name });
      studies.set(name, structuredClone(study));
      trials.set(name, []);
    },
    findStudy: (name) => structuredClone(studies.get(name)),
    listStudies: () => {
      const names = [...studies.keys()].sort();
      return names.map((name) => structuredClone(studies.get(name)!));
    },
    addTrial: (study, trial) => {
      const known = trialsOf(study);
      if (known.some((other) => other.number === trial.number)) {
        throw conflict("tuning/trial-exists", `study "${study}" has a trial ${trial.number} already`, {
          study,
          number: trial.number,
        });
      }
      known.push(structuredClone(trial));
    },
    replaceTrial: (study, trial, expected) => replace(trialsOf(study), study, trial, expected),
    listTrials: (study) => structuredClone(trialsOf(study)).sort((left, right) => left.number - right.number),
  };
}

function replace(known: TrialRecord[], study: string, trial: TrialRecord, expected: TrialRecord["state"]): void {
  const place = known.findIndex((other) => other.number === trial.number);
  const stored = known[place];
  const details = { study, number: trial.number };
  if (stored === undefined) {
    throw notFound("tuning/trial-not-found", `study "${study}" has no trial ${trial.number}`, details);
  }
  if (stored.state !== expected) {
    throw conflict(
      "tuning/trial-changed",
      `trial ${trial.number} of study "${study}" is ${stored.state}, not ${expected}: another process drives the study`,
      details,
    );
  }
  known[place] = structuredClone(trial);
}
