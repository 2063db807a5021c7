package worker

import "golang.org/x/sys/unix"

const (
	auditArch  = unix.AUDIT_ARCH_AARCH64
	otherCalls = 0xFFFFFFFF
	openCall   = 0 // there is only openat
)

var forbiddenHere []uint32
