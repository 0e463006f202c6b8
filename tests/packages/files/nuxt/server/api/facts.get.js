import { serverAnswer, serverSnapshot } from "#shared/server_answer.js";

export default defineEventHandler(async () => ({ answer: await serverAnswer(), snapshot: await serverSnapshot() }));
