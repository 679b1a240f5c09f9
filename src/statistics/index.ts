export { midRanks } from "./description/mid-ranks.js";
export { covariance, mean, standardDeviation, sum, variance } from "./description/moments.js";
export { type OrderedNumbers, orderedNumbers } from "./description/ordered-numbers.js";
export { sortedNumbers } from "./description/sort-numbers.js";
export { quantile, quantileOfOrdered, quantileOfSorted, quantilePlaces, quantiles } from "./description/quantile.js";
export { sortedOrder } from "./description/sorted-order.js";
export { chiSquareSurvival } from "./distributions/chi-square.js";
export { normalCdf, normalHalfWidth, normalLogCdf, normalQuantile, normalSurvival } from "./distributions/normal.js";
export { studentCdf, studentSurvival } from "./distributions/student-t.js";
export { dirichletMultinomialLog } from "./distributions/dirichlet-multinomial.js";
export {
  type BinnedPair,
  type EmptyBins,
  filledShares,
  hellinger,
  jsDistance,
  jsDivergence,
  klDivergence,
  lInfinity,
  psi,
  sharesOf,
  totalVariation,
} from "./divergence/divergence.js";
export { type WeightedValues, wassersteinDistance, weightedWasserstein } from "./divergence/wasserstein.js";
export {
  benjaminiHochbergAdjusted,
  benjaminiYekutieliAdjusted,
  bonferroniAdjusted,
  holmAdjusted,
} from "./hypothesis/adjustment.js";
export { cohensH, fisherExactTest } from "./hypothesis/fisher-exact.js";
export {
  type ChiSquareTest,
  cramersV,
  cramersVCorrected,
  goodnessOfFitTest,
  homogeneityTest,
  pooledBins,
} from "./hypothesis/homogeneity.js";
export {
  type KolmogorovSmirnovTest,
  kolmogorovCorrected,
  kolmogorovExact,
  kolmogorovSmirnovTest,
  kolmogorovSurvival,
} from "./hypothesis/kolmogorov-smirnov.js";
export { kolmogorovFinite } from "./hypothesis/kolmogorov-finite.js";
export { type PairedTest, pairedTTest, pairedZTest } from "./hypothesis/paired.js";
export {
  type Interval,
  type Proportion,
  type ProportionTest,
  twoProportionTest,
  wilsonInterval,
} from "./hypothesis/proportion.js";
export { type Alternative, type SignedRankTest, wilcoxonSignedRank } from "./hypothesis/wilcoxon-signed-rank.js";
export { binomialSample } from "./sampling/binomial.js";
export { bootstrap, percentileInterval } from "./sampling/bootstrap.js";
export { multinomialSample } from "./sampling/multinomial.js";
export {
  type DdmSignal,
  driftDetectionMethod,
  type EwmaPoint,
  ewmaChart,
  pageHinkley,
} from "./sequential/control-charts.js";
export { canStillReach } from "./sequential/reachable-loss.js";
export { erf, erfc } from "./special/error-function.js";
export { incompleteBeta } from "./special/incomplete-beta.js";
export { type GammaParts, incompleteGamma } from "./special/incomplete-gamma.js";
export { logBeta, logGamma } from "./special/log-gamma.js";
