import { serverAnswer, serverSnapshot } from "../lib/server_answer.js";

export const load = async () => ({ answer: await serverAnswer(), snapshot: await serverSnapshot() });
