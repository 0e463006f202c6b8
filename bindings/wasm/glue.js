// Names for Emscripten the function that a module imports; bindings/js/shared/glue.ts has what it does.
mergeInto(LibraryManager.library, {
  // biome-ignore lint/complexity/useArrowFunction: Emscripten copies the source of a `function`
  _embind_register_function: function () {},
});
