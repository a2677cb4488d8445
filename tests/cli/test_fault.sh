#!/bin/sh
# A few of the failures that `make torture` tries in full.
STRACE="write" exec "$(dirname "$0")/../torture/fault.sh" 20 'train edges\|checkpoints\|^graph:\|npy\|query:\|classify'
