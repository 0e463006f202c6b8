// The outermost value of a document ends with the document, which may not be a temporary.
#include "lockstep/base/json.h"

using namespace lockstep;

std::size_t sizeOf(std::string_view json) {
#ifdef MISUSE
  const Value& root = parseJson(json).value().root();  // expect: deleted
#else
  const Result<Document> document = parseJson(json);
  if (!document) return 0;
  const Value& root = document->root();
#endif
  return root.members().size();
}
