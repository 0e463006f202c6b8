// Leaves all out of the module that this file is linked into but policies in format 2 that give permissions alone.
#include <lockstep/lockstep.h>

const bool lockstep::hasFormat1 = false;
const bool lockstep::hasFormat2 = true;
const bool lockstep::hasExtras = false;
