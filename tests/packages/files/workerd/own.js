// A worker that says itself what the .wasm files are.
import compiler from "lockstep/lockstep_server.wasm";
import wasm from "lockstep/lockstep.wasm";
import { pageAnswer } from "./page_answer.js";

export default {
  async fetch() {
    return new Response(await pageAnswer(undefined, { wasm, compiler }));
  },
};
