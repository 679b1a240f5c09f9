export { createSmtpMailer, type SmtpOptions } from "./mailer.js";
export { parseSmtpUrl, type SmtpServer } from "./server.js";
