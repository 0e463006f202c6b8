import { Component, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import type { Access } from "lockstep";
import { LockstepGuard, provideLockstep } from "lockstep/angular";
import { openPage, pageAnswer } from "../lib/page_answer.js";

const access = signal<Access | undefined>(undefined);

@Component({
  selector: "app-root",
  imports: [LockstepGuard],
  template: `<p>{{ answer() }}</p>
    <button lockstepGuard="asset.view" resource="/brand">view</button>
    <button lockstepGuard="asset.delete" resource="/brand">delete</button>
    <button lockstepGuard="asset.delete" resource="/legal">legal</button>
    <p>{{ controls() }}</p>`,
})
class App {
  readonly answer = signal("");
  readonly controls = signal("");

  constructor() {
    pageAnswer().then((answer: string) => this.answer.set(answer));
    openPage().then((opened: Access) => access.set(opened));
    setInterval(() => this.controls.set(this.stateOf()), 50);
  }

  private stateOf(): string {
    const states = Array.from(document.querySelectorAll("button"), (each) =>
      each.hidden ? "hidden" : each.ariaDisabled === "true" && each.title !== "" ? "disabled" : "enabled",
    );
    return `controls: angular ${states.join(" ")}`;
  }
}

bootstrapApplication(App, { providers: [provideLockstep(access)] });
