#pragma once

// The include of version 0.1, kept until 1.0.
#include <lockstep/lockstep.h>
