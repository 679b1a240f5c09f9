export { createPictureRenderer } from "./picture-renderer.js";
