# Programs for Node and a module for the browser, made by Debian's Emscripten 3.1.6.

# Its optimiser imports acorn, which Debian keeps where Node does not look by itself.
set_property(GLOBAL PROPERTY RULE_LAUNCH_LINK
  "${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs")

# The repository's package.json says "type": "module"; what Emscripten writes for Node is CommonJS.
file(WRITE ${PROJECT_BINARY_DIR}/package.json "{ \"type\": \"commonjs\" }\n")

# What every visitor of a page downloads: optimised as one piece, without type information.
# Every browser of the last years copies memory and extends signs by one instruction.
set(LOCKSTEP_WASM_COMPILE_OPTIONS -flto -fno-rtti -finline-functions -mbulk-memory -msign-ext)

# SINGLE_FILE, because the glue would fetch() a .wasm beside it, and Node's fetch takes no file.
set(node_link_options
  -sNODERAWFS=1 -sENVIRONMENT=node -sSINGLE_FILE=1 -sEXIT_RUNTIME=1 -sALLOW_MEMORY_GROWTH=1
  -sDYNAMIC_EXECUTION=0 -sNODEJS_CATCH_EXIT=0 -sNODEJS_CATCH_REJECTION=0)

# NAME.js: a command for Node that reads the real files. Exceptions are WebAssembly's own; CLI11
# reports a wrong argument by throwing.
function(lockstep_node_program target name)
  target_compile_options(${target} PRIVATE -fwasm-exceptions)
  target_link_options(${target} PRIVATE ${node_link_options} -fwasm-exceptions
    --extern-pre-js ${PROJECT_SOURCE_DIR}/bindings/wasm/shebang.js)
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name}
    LINK_DEPENDS ${PROJECT_SOURCE_DIR}/bindings/wasm/shebang.js)
endfunction()

# doctest without exceptions: a failed REQUIRE ends the run.
function(lockstep_node_tests target)
  target_compile_options(${target} PRIVATE -fno-exceptions)
  target_compile_definitions(${target} PRIVATE
    DOCTEST_CONFIG_NO_EXCEPTIONS_BUT_WITH_ALL_ASSERTS DOCTEST_CONFIG_NO_POSIX_SIGNALS)
  target_link_options(${target} PRIVATE ${node_link_options} -fno-exceptions)
endfunction()

# Not `--bind`: it links Emscripten's library of every type.
set(libraries "SHELL:--js-library ${PROJECT_SOURCE_DIR}/bindings/wasm/glue.js")

# Only what is as short as its call is inlined, not what has one caller: a page's first answer waits for every function
# on its way to be compiled, which takes longer than linearly in the function's size.
set(small "SHELL:-Wl,-mllvm,-inline-threshold=-20000" "SHELL:-Wl,-mllvm,-enable-merge-functions"
  -sBINARYEN_EXTRA_PASSES=--converge,--low-memory-unused,--one-caller-inline-max-function-size=30,--always-inline-max-function-size=5)

function(lockstep_js_compile_options target)
  target_compile_options(${target} PRIVATE ${LOCKSTEP_WASM_COMPILE_OPTIONS} -fno-exceptions)
  target_compile_definitions(${target} PRIVATE EMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0)
endfunction()

# NAME.wasm, and NAME.mjs, of which tools/package.mjs reads how the module's imports and exports are called:
# bindings/js/shared/glue.ts makes the instance.
# - MINIMAL_RUNTIME, because the usual one lets the module export more;
# - ENVIRONMENT=web, because a module for Node would import more.
function(lockstep_js_module target name)
  lockstep_js_compile_options(${target})
  target_link_options(${target} PRIVATE ${libraries} ${small} ${LOCKSTEP_WASM_COMPILE_OPTIONS} -fno-exceptions
    -sENVIRONMENT=web -sALLOW_MEMORY_GROWTH=1 -sMALLOC=emmalloc
    -sFILESYSTEM=0 -sSUPPORT_ERRNO=0
    -sMINIMAL_RUNTIME=1 --emit-symbol-map)
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name} SUFFIX .mjs
    LINK_DEPENDS ${PROJECT_SOURCE_DIR}/bindings/wasm/glue.js)
endfunction()
