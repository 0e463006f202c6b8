import { pageAnswer } from "./page_answer.js";

pageAnswer().then((answer) => (document.querySelector("output").textContent = answer));
