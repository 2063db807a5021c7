package storagetest

import (
	"os/exec"
	"syscall"
)

// endWithParent makes the kernel stop the server when the tests are killed and
// cannot stop it themselves.
func endWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
}
