package sqldoor

import "time"

// PID is the number of the process of s, which must have one.
func (s *Statement) PID() int { return s.process.cmd.Process.Pid }

// Deadline is when the time of s is over; it must have begun.
func (s *Statement) Deadline() time.Time {
	at, _ := s.ctx.Deadline()
	return at
}

// BreakNext has the next statement be handed a process that has just ended.
func (d *Door) BreakNext() {
	p := <-d.ready
	p.kill()
	<-p.ended
	go func() { d.ready <- p }()
}
