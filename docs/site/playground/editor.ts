// An editor of one document: JSON with completion, and problems at their place. It is in a shadow root, because there
// CodeMirror adds its styles without a <style> element, which a strict Content-Security-Policy forbids.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { type CompletionSource, completions } from "./completion.js";
import { hangingIndent } from "./hanging_indent.js";
import { rangeOf } from "./json_place.js";
import type { Mark } from "./problems.js";
import { highlighting, theme } from "./theme.js";

export interface Editor {
  text(): string;
  /** Replaces the whole document and forgets its history. */
  setText(text: string): void;
  /** Marks what is wrong, each at its place. */
  mark(marks: readonly Mark[]): void;
  /** Returns the line of a mark, from 1. */
  lineOf(mark: Mark): number;
  /** Moves the cursor and the focus to a place. */
  reveal(mark: Mark): void;
  focus(): void;
}

export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly label: string;
  readonly source: CompletionSource;
  readonly onEdit: () => void;
}

export function createEditor({ parent, label, source, onEdit }: EditorOptions): Editor {
  const root = parent.attachShadow({ mode: "open" });
  const extensions = [
    lineNumbers(),
    foldGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    json(),
    syntaxHighlighting(highlighting),
    autocompletion({ override: [completions(source)], icons: false }),
    lintGutter(),
    // Tab moves the focus on, as everywhere in a page.
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...lintKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...defaultKeymap,
    ]),
    EditorView.lineWrapping,
    hangingIndent,
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
    EditorView.updateListener.of((update) => update.docChanged && !isReplaced && onEdit()),
    theme,
  ];
  let isReplaced = false;
  const view = new EditorView({
    root,
    parent: root as unknown as HTMLElement,
    state: EditorState.create({ extensions }),
  });

  const place = ({ pointer, line, column }: Mark) => {
    if (line === undefined) return rangeOf(view.state, pointer);
    const at = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
    const from = Math.min(at.from + (column ?? 1) - 1, at.to);
    return { from: from === at.to && at.length > 0 ? from - 1 : from, to: Math.max(from, at.to) };
  };

  return {
    text: () => view.state.doc.toString(),
    setText(text) {
      isReplaced = true;
      view.setState(EditorState.create({ doc: text, extensions }));
      isReplaced = false;
    },
    mark(marks) {
      const diagnostics = marks.map(
        (mark): Diagnostic => ({ ...place(mark), severity: mark.severity, message: mark.message, source: mark.code }),
      );
      view.dispatch(
        setDiagnostics(
          view.state,
          diagnostics.sort((a, b) => a.from - b.from),
        ),
      );
    },
    lineOf: (mark) => view.state.doc.lineAt(place(mark).from).number,
    reveal(mark) {
      const { from } = place(mark);
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
      view.focus();
    },
    focus: () => view.focus(),
  };
}
