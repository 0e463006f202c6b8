// What the glue needs of Emscripten's JavaScript libraries, in their place: they are a third of a page's JavaScript.
mergeInto(LibraryManager.library, {
  /**
   * Of embind, what free functions over numbers need. `EMSCRIPTEN_BINDINGS` calls it for each function that it names; it
   * becomes a member of the module. `call` is embind's invoker: it takes the function, then the function's numbers, and
   * returns its number or nothing.
   */
  _embind_register_function: function (nameAt, count, types, signature, invoker, target) {
    var name = "";
    while (HEAPU8[nameAt]) name += String.fromCharCode(HEAPU8[nameAt++]);
    Module[name] = wasmTable.get(invoker).bind(null, target);
  },

  // A fifth more than there is, so that growing bit by bit costs little; else what is asked for.
  emscripten_resize_heap__deps: [],
  emscripten_resize_heap: function (wanted) {
    for (var size of [HEAPU8.length * 1.2, 0]) {
      try {
        wasmMemory.grow((Math.max(size, wanted) - HEAPU8.length + 65535) >>> 16);
        updateGlobalBufferAndViews(wasmMemory.buffer);
        return 1;
      } catch (error) {}
    }
    return 0;
  },
});
