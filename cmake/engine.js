// Stands before Emscripten's minimal runtime, which knows neither a loader that may fail nor a memory that moves.

// The loader instantiates: it hears of what goes wrong.
var WebAssembly = { instantiate: (module, imports) => Module["instantiate"](imports) };

// What it exports to its own code alone.
Module["ready"] = Module["ready"].then(() =>
  Object.defineProperty(
    Object.assign(Module, { _textBuffer, _answerText, _beginVerdicts, _verdictTable, _pathBuffer, _classOf, _classesOf, _askVerdict }),
    "HEAPU8",
    { get: () => HEAPU8 },
  ),
);
