//go:build amd64 || arm64

package worker

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Offsets in struct seccomp_data (linux/seccomp.h). The lower half of the first
// argument, on machines that begin with it, is at dataArg0.
const (
	dataNumber = 0
	dataArch   = 4
	dataArg0   = 16
	dataArg1   = 24
	dataArg2   = 32
)

// forbidSystemCalls makes the kernel denied, for all threads and for ever, what
// answering a statement needs not: other programs and processes, the network,
// other processes' memory, and every change of a file system. What DuckDB and the
// limits of the process leave over ends here.
//
// A limit on processes (RLIMIT_NPROC) would not do: it counts the threads of all
// processes of the user, and the runtime of Go needs threads.
func forbidSystemCalls() error {
	program := filter()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no new privileges: %w", err)
	}
	fprog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&fprog)))
	if errno != 0 {
		return fmt.Errorf("filter of system calls: %w", errno)
	}
	return nil
}

// forbidden are system calls that fail with EPERM on every machine.
var forbidden = []uint32{
	unix.SYS_EXECVE, unix.SYS_EXECVEAT, unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_KILL,
	unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT, unix.SYS_ACCEPT4,
	unix.SYS_SENDTO, unix.SYS_SENDMSG, unix.SYS_UNLINKAT, unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_MKDIRAT, unix.SYS_MKNODAT, unix.SYS_LINKAT,
	unix.SYS_SYMLINKAT, unix.SYS_FCHMOD, unix.SYS_FCHMODAT, unix.SYS_FCHOWN, unix.SYS_FCHOWNAT, unix.SYS_TRUNCATE, unix.SYS_FTRUNCATE,
	unix.SYS_FALLOCATE, unix.SYS_UTIMENSAT, unix.SYS_SETXATTR, unix.SYS_FSETXATTR, unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT,
	unix.SYS_UNSHARE, unix.SYS_SETNS, unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_IO_URING_SETUP, unix.SYS_USERFAULTFD, unix.SYS_OPENAT2,
	unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_KEXEC_LOAD,
	unix.SYS_PIDFD_OPEN, unix.SYS_PIDFD_GETFD, unix.SYS_PIDFD_SEND_SIGNAL, unix.SYS_SETRLIMIT, unix.SYS_MEMFD_CREATE, unix.SYS_NAME_TO_HANDLE_AT, unix.SYS_OPEN_BY_HANDLE_AT,
}

const (
	allowed = unix.SECCOMP_RET_ALLOW
	denied  = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
	absent  = unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)
	// What makes of opening a file more than reading it.
	writing = unix.O_WRONLY | unix.O_RDWR | unix.O_CREAT | unix.O_TRUNC | unix.O_APPEND
)

// filter returns the program of the filter, in classic BPF.
func filter() []unix.SockFilter {
	load := func(offset uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
	}
	ret := func(k uint32) unix.SockFilter { return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: k} }
	// Each jump goes over one instruction or none.
	unless := func(test uint16, k uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_K | test, K: k, Jf: 1}
	}
	when := func(test uint16, k uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_K | test, K: k, Jt: 1}
	}
	p := []unix.SockFilter{
		load(dataArch), when(unix.BPF_JEQ, auditArch), ret(unix.SECCOMP_RET_KILL_PROCESS),
		load(dataNumber), unless(unix.BPF_JGE, otherCalls), ret(unix.SECCOMP_RET_KILL_PROCESS),
	}
	for _, number := range append(forbidden, forbiddenHere...) {
		p = append(p, unless(unix.BPF_JEQ, number), ret(denied))
	}
	p = append(p, unless(unix.BPF_JEQ, unix.SYS_CLONE3), ret(absent)) // its flags cannot be seen; clone is tried then
	// A clone that is a thread may be made; so may opening to read.
	block := func(number, argument uint32, test uint16, k uint32, ok, not uint32) {
		p = append(p, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_K | unix.BPF_JEQ, K: number, Jf: 4},
			load(argument), unless(test, k), ret(ok), ret(not))
	}
	block(unix.SYS_CLONE, dataArg0, unix.BPF_JSET, unix.CLONE_THREAD, allowed, denied)
	block(unix.SYS_OPENAT, dataArg2, unix.BPF_JSET, writing, denied, allowed)
	if openCall != 0 {
		block(openCall, dataArg1, unix.BPF_JSET, writing, denied, allowed)
	}
	// The limits of the process may be read, not set.
	block(unix.SYS_PRLIMIT64, dataArg2, unix.BPF_JEQ, 0, allowed, denied)
	return append(p, ret(allowed))
}
