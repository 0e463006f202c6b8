#include "base/random.h"

#include <unistd.h>

namespace lockstep {

bool fillRandom(RandomBytes& bytes) { return getentropy(bytes.data(), bytes.size()) == 0; }

}  // namespace lockstep
