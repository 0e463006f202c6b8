// Leaves the code for policies in format 2 out of the module that this file is linked into.
#include <lockstep/lockstep.h>

const bool lockstep::hasFormat1 = true;
const bool lockstep::hasFormat2 = false;
const bool lockstep::hasExtras = true;
