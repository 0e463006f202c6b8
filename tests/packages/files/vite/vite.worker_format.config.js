import worker from "./vite.worker.config.js";

export default { ...worker, worker: { format: "es" } };
