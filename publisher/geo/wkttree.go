package geo

import (
	"strconv"
	"strings"
)

// A wktNode is one KEYWORD[…] of well-known text.
type wktNode struct {
	key     string // in capitals
	texts   []string
	numbers []float64
	nodes   []*wktNode
}

// A .prj file of honest make is a few kilobytes, and a few levels deep.
const (
	wktLength = 16 << 10
	wktDepth  = 20
)

// parseWKT reads one node and all in it; what follows it is ignored.
func parseWKT(text string) (*wktNode, bool) {
	if len(text) > wktLength {
		return nil, false
	}
	p := &wktParser{rest: text}
	n := p.node(0)
	return n, n != nil
}

type wktParser struct{ rest string }

func (p *wktParser) skip() { p.rest = strings.TrimLeft(p.rest, " \t\r\n") }

// node returns nil if the text is not well formed.
func (p *wktParser) node(depth int) *wktNode {
	open := strings.IndexAny(p.rest, "[(")
	if open < 0 || depth > wktDepth {
		return nil
	}
	n := &wktNode{key: strings.ToUpper(strings.TrimSpace(p.rest[:open]))}
	p.rest = p.rest[open+1:]
	for {
		p.skip()
		if p.rest == "" || !p.argument(n, depth) {
			return nil
		}
		p.skip()
		if p.rest == "" {
			return nil
		}
		end := p.rest[0]
		p.rest = p.rest[1:]
		switch end {
		case ']', ')':
			return n
		case ',':
		default:
			return nil
		}
	}
}

// argument reads a text, a number, a bare word or a node.
func (p *wktParser) argument(n *wktNode, depth int) bool {
	if p.rest[0] == '"' {
		var b strings.Builder
		for rest := p.rest[1:]; ; {
			i := strings.IndexByte(rest, '"')
			if i < 0 {
				return false
			}
			b.WriteString(rest[:i])
			rest = rest[i+1:]
			if !strings.HasPrefix(rest, `"`) {
				p.rest = rest
				break
			}
			b.WriteByte('"') // a quote is doubled inside a text
			rest = rest[1:]
		}
		n.texts = append(n.texts, b.String())
		return true
	}
	end := strings.IndexAny(p.rest, ",[]()")
	if end < 0 {
		return false
	}
	if p.rest[end] == '[' || p.rest[end] == '(' {
		child := p.node(depth + 1)
		n.nodes = append(n.nodes, child)
		return child != nil
	}
	word := strings.TrimSpace(p.rest[:end])
	p.rest = p.rest[end:]
	if v, err := strconv.ParseFloat(word, 64); err == nil {
		n.numbers = append(n.numbers, v)
	} else {
		n.texts = append(n.texts, word)
	}
	return true
}

// find returns the first node at or below n with one of the keywords.
func (n *wktNode) find(keys ...string) *wktNode {
	for _, k := range keys {
		if n.key == k {
			return n
		}
	}
	for _, c := range n.nodes {
		if found := c.find(keys...); found != nil {
			return found
		}
	}
	return nil
}

// child is find among the nodes directly in n.
func (n *wktNode) child(keys ...string) *wktNode {
	for _, c := range n.nodes {
		for _, k := range keys {
			if c.key == k {
				return c
			}
		}
	}
	return nil
}

// name is the first text of a node; nil has none.
func (n *wktNode) name() string {
	if n == nil || len(n.texts) == 0 {
		return ""
	}
	return n.texts[0]
}
