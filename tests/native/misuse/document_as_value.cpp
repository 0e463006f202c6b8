// The memory of a document's values belongs to the document: a value is made of it by a copy alone.
#include "lockstep/base/json.h"

using namespace lockstep;

Value valueOf(Result<Document> document) {
#ifdef MISUSE
  return std::move(*document);  // expect: conver
#else
  return document->root().copy();
#endif
}
