// The part of embind's JavaScript that free functions over numbers need, in the place of Emscripten's, which is a third
// of a page's JavaScript. `EMSCRIPTEN_BINDINGS` calls it for each function that it names; it becomes a member of the module.
mergeInto(LibraryManager.library, {
  _embind_register_function__deps: ["$getWasmTableEntry"],
  /** `call` is embind's invoker: it takes the function, then the function's numbers, and returns its number or nothing. */
  _embind_register_function: function (nameAt, count, types, signature, invoker, target) {
    var name = "";
    while (HEAPU8[nameAt]) name += String.fromCharCode(HEAPU8[nameAt++]);
    Module[name] = getWasmTableEntry(invoker).bind(null, target);
  },
});
