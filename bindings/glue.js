// For Emscripten, which wants to know of every function that a module imports; bindings/ts/glue.ts has what it does.
mergeInto(LibraryManager.library, {
  _embind_register_function: function () {},
});
