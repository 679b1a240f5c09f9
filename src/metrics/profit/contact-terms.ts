/** What a contact costs and brings. */
export interface ContactTerms {
  /** Value of a kept customer in currency units, V. */
  readonly customerValue: number;
  /** Cost of contacting one customer in currency units, c. */
  readonly contactCost: number;
  /** Share of contacted leaving customers who stay, γ, in (0, 1]. */
  readonly successRate: number;
}

/**
 * The probability from which on a contact pays on average, t* = c / (γ·V); above 1 no contact ever does.
 * @param terms economics of a contact
 */
export function contactThreshold(terms: ContactTerms): number {
  return terms.contactCost / (terms.successRate * terms.customerValue);
}
