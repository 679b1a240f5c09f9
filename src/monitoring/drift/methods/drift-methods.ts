import type { DriftMethodName } from "../drift-verdict.js";
import { chi2Method, hellingerMethod, jsMethod, lInfinityMethod, tvdMethod } from "./binned-distances.js";
import type { DriftMethod } from "./drift-method.js";
import { ksMethod, wassersteinMethod } from "./ordered-distances.js";
import { psiMethod, psiWithNullMethod } from "./psi.js";

/** Every way to measure drift, by name. */
export const driftMethods: Readonly<Record<DriftMethodName, DriftMethod>> = {
  psi: psiMethod,
  psiWithNull: psiWithNullMethod,
  ks: ksMethod,
  js: jsMethod,
  wasserstein: wassersteinMethod,
  chi2: chi2Method,
  hellinger: hellingerMethod,
  tvd: tvdMethod,
  lInfinity: lInfinityMethod,
};
