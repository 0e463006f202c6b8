import { pageAnswer } from "./page_answer.js";

pageAnswer().then((answer) => postMessage(answer));
