import { pageAnswer } from "./page_answer.js";
import { serverAnswer } from "./server_answer.js";

serverAnswer().then(async (answer) => console.log(`${answer}\n${await pageAnswer()}`));
