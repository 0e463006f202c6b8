// A page that says itself where the .wasm files are.
import compiler from "lockstep/lockstep_server.wasm?url";
import wasm from "lockstep/lockstep.wasm?url";
import { pageAnswer } from "./page_answer.js";

pageAnswer(undefined, { wasm, compiler }).then((answer) => (document.querySelector("output").textContent = answer));
