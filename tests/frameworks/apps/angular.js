import "@angular/compiler";
import { Component, computed, Input, input, signal } from "@angular/core";
import { bootstrapApplication, provideClientHydration } from "@angular/platform-browser";
import {
  injectAccess,
  injectCan,
  injectDecision,
  injectFormProblems,
  injectSelection,
  LockstepGuard,
  provideLockstep,
} from "lockstep/angular";
import { invitation, paths, pressed, renders } from "./shared.js";

const Buttons = Component({
  selector: "test-app",
  imports: [LockstepGuard],
  template: `@for (path of paths; track path) {
    <button type="button" lockstepGuard="asset.delete" [resource]="path" (click)="press(path)">{{ path }}</button>
  }`,
})(
  class {
    paths = ["/run", "/seen", "/folder5"];
    press = (path) => pressed.push(path);
  },
);

class RowClass {
  /** As the compiler of an app writes it for a test that compiles nothing. */
  static propDecorators = { path: [{ type: Input, args: [{ isSignal: true, alias: "path", required: true }] }] };
  path = input.required();
  may = injectCan("asset.delete", this.path);
  drawn() {
    renders.rows++;
    return this.may() ? this.path() : "";
  }
}
const Row = Component({
  selector: "test-row",
  template: "<li>{{ drawn() }}</li>",
  changeDetection: 0,
})(RowClass);

const List = Component({
  selector: "test-app",
  imports: [Row],
  template: `<em>{{ message() }}</em><output>{{ count() }}</output><b>{{ access.can("asset.delete", "/folder7") }}</b>
    <ul>@for (path of paths; track path) { <test-row [path]="path" /> }</ul>`,
})(
  class {
    paths = paths;
    access = injectAccess();
    decision = injectDecision({ action: "asset.delete", resource: "/folder5" });
    message = computed(() => this.decision().message);
    selection = injectSelection(["asset.delete"], paths);
    count = computed(() => this.selection()["asset.delete"].allowed);
  },
);

const Form = Component({
  selector: "test-app",
  template: `<input [value]="email()" (input)="email.set($event.target.value)"
    [attr.aria-invalid]="form().field('email')['aria-invalid']"
    [attr.aria-description]="form().problemOf('email')" /><em>{{ form().decision.allowed }}</em>`,
})(
  class {
    email = signal("");
    form = injectFormProblems(() => invitation(this.email()));
  },
);

export const parts = { Buttons, List, Form };

export function show(root, part, access) {
  const isDrawn = root.firstElementChild !== null;
  if (!isDrawn) root.append(document.createElement("test-app"));
  const source = signal(access);
  const app = bootstrapApplication(parts[part], {
    providers: [provideLockstep(source), ...(isDrawn ? [provideClientHydration()] : [])],
  });
  return { ready: app, set: (next) => source.set(next), end: async () => (await app).destroy() };
}
