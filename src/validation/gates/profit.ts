import { type ContactTerms, type ContactProfit, contactProfit, contactThreshold, type Estimate } from "#metrics";
import { normalHalfWidth, pairedZTest } from "#statistics";
import type { Bound, Gate } from "../gate.js";
import { challengerOf, labelsOf, requirePresent } from "../read-evidence.js";

/** Where perfect knowledge earns less than this many times the wanted gain, the gain cannot be wanted of a model. */
const leastHeadroom = 4;
/** What a model may cost, as a share, where there is next to nothing to gain. */
const toleratedLoss = -0.01;

interface Campaign {
  readonly profit: ContactProfit;
  /** Profit of the better of contacting everybody and contacting nobody. */
  readonly withoutModel: number;
  /** What a gain is a share of. */
  readonly scale: number;
}

function campaignOf(profit: ContactProfit): Campaign {
  const scale = Math.abs(profit.contactAllProfit) || profit.oracleProfit || 1;
  return { profit, withoutModel: Math.max(0, profit.contactAllProfit), scale };
}

/** The gain with the interval of drawing such rows again; the profit of both campaigns changes together. */
function gainOf(labels: Uint8Array, probabilities: Float64Array, terms: ContactTerms): Estimate {
  const { profit, withoutModel, scale } = campaignOf(contactProfit(labels, probabilities, terms));
  const threshold = contactThreshold(terms);
  const earned = (row: number): number => terms.successRate * terms.customerValue * labels[row]! - terms.contactCost;
  const differences = probabilities.map((probability, row) => {
    const withModel = probability >= threshold ? earned(row) : 0;
    return withoutModel > 0 ? withModel - earned(row) : withModel;
  });
  const half = (normalHalfWidth(0.95) * pairedZTest(differences).standardError * labels.length) / scale;
  const value = (profit.profit.value - withoutModel) / scale;
  return {
    value,
    low: value - half,
    high: value + half,
    level: 0.95,
    sampleSize: labels.length,
    method: "normal",
  };
}

function boundInForce({ profit, withoutModel, scale }: Campaign, wanted: Bound): { bound: Bound; note?: string } {
  const headroom = (profit.oracleProfit - withoutModel) / scale;
  if (wanted.low === null || headroom >= leastHeadroom * wanted.low) return { bound: wanted };
  const note = `on these terms even perfect knowledge would gain only ${(100 * headroom).toFixed(1)} %, so the model only must not cost anything`;
  return { bound: { low: Math.min(wanted.low, toleratedLoss), high: wanted.high }, note };
}

/**
 * Contacting the rows for whom it pays, from t* = c/(γV) on, earns at least 5 % more than contacting everybody, or nobody
 * where that is better. Where even perfect knowledge would earn little more, no model can: then it only must not cost
 * more than 1 %.
 */
export const profit: Gate<"gain"> = {
  id: "profit",
  title: "Profit of the campaign",
  checks: [{ id: "gain", title: "Gain over contacting all", unit: "share", bound: { low: 0.05, high: null } }],
  measure(evidence, _random, bounds) {
    const labels = labelsOf(evidence);
    const { probabilities } = challengerOf(evidence);
    const terms = requirePresent(evidence.business, "what a contact costs and brings");
    const campaign = campaignOf(contactProfit(labels, probabilities, terms));
    const interval = gainOf(labels, probabilities, terms);
    return {
      measured: {
        gain: {
          value: interval.value,
          interval,
          sampleSize: labels.length,
          ...boundInForce(campaign, bounds.gain),
        },
      },
      facts: [
        { id: "profit", title: "Profit", unit: "currency", value: campaign.profit.profit.value },
        {
          id: "contactAllProfit",
          title: "Contacting all",
          unit: "currency",
          value: campaign.profit.contactAllProfit,
        },
      ],
    };
  },
};
