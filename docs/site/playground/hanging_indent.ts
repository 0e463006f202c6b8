// Indents the rest of a wrapped line. By classes, because a strict Content-Security-Policy forbids inline styles.

import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";

/** Lines that are indented more are treated like these. */
const most = 24;

const className = (columns: number) => `pg-indent-${columns}`;
const lines = Array.from({ length: most + 1 }, (_, columns) => Decoration.line({ class: className(columns) }));

/** The rest of a line begins two columns after its first letter. */
const theme = EditorView.theme(
  Object.fromEntries(
    lines.map((_, columns) => [
      `.${className(columns)}`,
      { textIndent: `-${columns + 2}ch`, paddingInlineStart: `calc(${columns + 2}ch + 6px)` },
    ]),
  ),
);

class Indents {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = indentsOf(view);
  }

  update(update: ViewUpdate): void {
    if (update.docChanged || update.viewportChanged) this.decorations = indentsOf(update.view);
  }
}

export const hangingIndent = [ViewPlugin.fromClass(Indents, { decorations: (plugin) => plugin.decorations }), theme];

function indentsOf(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      const columns = Math.min(/^ */.exec(line.text)?.[0].length ?? 0, most);
      builder.add(line.from, line.from, lines[columns] as Decoration);
      at = line.to + 1;
    }
  }
  return builder.finish();
}
