package main

import (
	"io"
	"net"
	"sync"
	"testing"
)

// A gate is a way to a server that can be shut.
type gate struct {
	address string

	mu   sync.Mutex
	shut bool
	open map[net.Conn]bool
}

func newGate(t *testing.T, to string) *gate {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	g := &gate{address: l.Addr().String(), open: make(map[net.Conn]bool)}
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			go g.pass(from, to)
		}
	}()
	return g
}

func (g *gate) pass(from net.Conn, to string) {
	defer from.Close()
	server, err := new(net.Dialer).Dial("tcp", to)
	if err != nil {
		return
	}
	defer server.Close()
	g.mu.Lock()
	shut := g.shut
	g.open[from] = true
	g.mu.Unlock()
	defer func() {
		g.mu.Lock()
		delete(g.open, from)
		g.mu.Unlock()
	}()
	if shut {
		return
	}
	go func() {
		io.Copy(from, server) //nolint:errcheck // the other direction notices
		from.Close()
	}()
	io.Copy(server, from) //nolint:errcheck // who sent notices
}

// set opens or shuts the gate, for those who are passing too.
func (g *gate) set(open bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = !open
	for c := range g.open {
		if g.shut {
			c.Close()
		}
	}
}
