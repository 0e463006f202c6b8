import { Component, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { pageAnswer } from "../lib/page_answer.js";

@Component({ selector: "app-root", template: "<p>{{ answer() }}</p>" })
class App {
  readonly answer = signal("");

  constructor() {
    pageAnswer().then((answer: string) => this.answer.set(answer));
  }
}

bootstrapApplication(App);
