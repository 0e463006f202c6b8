import { pageAnswer } from "./page_answer.js";
import { serverAnswer } from "./server_answer.js";

export default {
  async fetch() {
    return new Response(`${await serverAnswer()}\n${await pageAnswer()}`);
  },
};
