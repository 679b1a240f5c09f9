export { createWebhookPoster, type WebhookPosterOptions } from "./poster.js";
export { isPrivateAddress } from "./private-address.js";
